"""Words of the recovery words' lists that are not suggested to somebody who was hurt. No Qt here."""

from __future__ import annotations

import unicodedata
from typing import Final

_WORDS: Final = """
abuse assault attack baby blood body boy camera child crazy crime cruel cry enemy evil expose fat
fatal female ghost girl guilt gun hurt husband injury insane kid kiss knife lady leg love mad
marriage nasty odor panic photo picture police prison private rough rude sad scare secret shock
shoot sick slender suffer tragic trap trash ugly uncle video virus weapon wedding wife woman 가슴
경찰 고통 공격 공포 괴로움 구속 귀신 남자 남편 냄새 녹화 눈물 다이어트 데이트 도망 마누라 마사지
마약 목숨 몰래 몸매 몸무게 몸살 몸속 몸짓 몸통 무덤 미움 미인 미혼 반말 발가락 벌금 범인 범죄
부끄러움 분노 불법 불안 불행 비극 비난 비디오 비명 비밀 비판 사냥 사랑 사생활 사진 사춘기 살인
상처 소년 소문 속옷 스트레스 슬픔 신체 실망 아가씨 아픔 악몽 애인 애정 앨범 약혼녀 어둠 엉덩이
여고생 여관 여군 여대생 여동생 여성 여인 여직원 여학생 연애 연인 영상 옆구리 외로움 울음 위반 위법
위험 위협 육체 이별 이혼 인형 자극 잠옷 잠자리 절망 접촉 죄인 증거 짜증 처벌 최악 촬영 충격 침대
침묵 침실 카메라 콤플렉스 쾌감 팬티 판매 파출소 피곤 행위 호텔 화장 흔적 흥분 희생
"""

UNFIT: Final = frozenset(_WORDS.split())
"""A passphrase is read and typed often. Without these (64 English, 121 Korean) four words lose less than
half a bit of forty-four."""


def is_gentle(words: str) -> bool:
    """Whether none of the words is better not suggested."""
    return not UNFIT & set(unicodedata.normalize("NFC", words).split())
