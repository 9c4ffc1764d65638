"""Step 4: recovery words, consent, sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from stillmark.domain.errors import RegistryRefused, RegistryUnreachable, ReplyNotVerified
from stillmark.gui.gallery.shot import PLATFORMS, REGISTRY, Shot
from stillmark.gui.language import Language
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.send import SendState
from stillmark.gui.presenters.words import WordsState
from stillmark.gui.views.confirm import ConfirmView
from stillmark.gui.views.send import SendView
from stillmark.gui.views.words import WordsView
from stillmark.services.access import WordLanguage

_ENGLISH = "canvas river window orange ladder velvet garden copper island meadow pencil harbor"
_KOREAN = "가을 나무 바다 강물 하늘 구름 다리 마을 노래 그림 달력 거울"
_WORDS = WordsState(WordLanguage.ENGLISH, tuple(_ENGLISH.split()), False, False, (), ())


def _words(
    name: str, alt: str, *, risk: bool = False, written: bool = False, done: bool = False
) -> Shot[Any]:
    def draw(page: WordsView, language: Language) -> None:
        korean = language.tag == "ko"
        page.draw(
            WordsState(
                WordLanguage.KOREAN if korean else WordLanguage.ENGLISH,
                tuple((_KOREAN if korean else _ENGLISH).split()),
                risk,
                written,
                (),
                (),
            )
        )
        if done:
            page.tell_done("복사했습니다." if korean else "Copied.")

    return Shot(Screen.WORDS, name, alt, WordsView, draw)


def _confirm(name: str, alt: str, answers: Sequence[str], wrong: tuple[int, ...] = ()) -> Shot[Any]:
    def draw(page: ConfirmView, _: Language) -> None:
        for field, answer in zip(page.fields, answers, strict=True):
            field.setText(answer)
        page.draw(replace(_WORDS, words=(), asked=(3, 7, 11), wrong=wrong))

    return Shot(Screen.CONFIRM, name, alt, ConfirmView, draw, focus=lambda page: page.fields[0])


_ASKED = SendState(
    registry=REGISTRY,
    platforms=PLATFORMS,
    fingerprints=96,
    pictures=4,
    consented=False,
    words_confirmed=True,
    later=False,
    sending=False,
    preparing=False,
    done=0,
    total=1,
    error=None,
)
_AGREED = replace(_ASKED, consented=True)


def _send(name: str, alt: str, state: SendState) -> Shot[Any]:
    return Shot(Screen.SEND, name, alt, SendView, lambda page, _: page.draw(state))


SHOTS: tuple[Shot[Any], ...] = (
    _words("shown", "Twelve recovery words, not written down yet"),
    _words("written", "The words, written down, and the risk of copies accepted", risk=True, written=True),
    _confirm("empty", "Three of the words are asked for", ("", "", "")),
    _confirm(
        "error", "Two of three words do not match; nothing was lost", ("window", "wrong", "other"), (7, 11)
    ),
    _send("empty", "Who takes part, what is not covered; consent not given", _ASKED),
    _send("agreed", "Consent given", _AGREED),
    _send("nobody", "No platform takes part yet", replace(_ASKED, platforms=())),
    _send(
        "many",
        "Thirty platforms take part",
        replace(_ASKED, platforms=tuple(f"Platform {n}" for n in range(1, 31))),
    ),
    _send("loading", "The message is on its way", replace(_AGREED, sending=True)),
    _send(
        "preparing",
        "The computer works off what the registry asks; nothing has left",
        replace(_AGREED, sending=True, preparing=True, done=1, total=4),
    ),
    _send(
        "later",
        "The registry asks for too much computing, and may publish later",
        replace(_ASKED, later=True),
    ),
    _send("partial", "Two of four messages have a receipt", replace(_AGREED, sending=True, done=2, total=4)),
    _send(
        "error",
        "The registry could not be reached; trying again is safe",
        replace(_AGREED, error=RegistryUnreachable()),
    ),
    _send(
        "error-reply",
        "An answer could not be checked, so nothing is shown as received",
        replace(_AGREED, error=ReplyNotVerified()),
    ),
    _send(
        "error-refused",
        "The registry's clock does not agree",
        replace(_AGREED, error=RegistryRefused("clock")),
    ),
)
