"""What of a video is put into a submission, by what the registry serves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stillmark.domain.answers import Eligibility, Kind
from stillmark.domain.errors import WrongUse
from stillmark.domain.media import Fingerprint, Hashed
from stillmark.services.access import CaseAccess
from stillmark.services.connect import ConnectedRegistry, RegistryDirectory
from stillmark.services.submit import PreparedSubmission, SubmissionItem, SubmitService
from support.fingerprints import pdq
from takedown_hashing.vocabulary import HashType, Media, View
from takedown_protocol.descriptor import Descriptor, SealingKey, sign_descriptor
from takedown_protocol.messages import Eligibility as ProtocolEligibility
from takedown_protocol.messages import HashEntry, Submission, decode_message
from takedown_protocol.sealing import SealingKeyPair
from takedown_protocol.signing import SigningKey

NOW = 1_800_000_000
ROOT = SigningKey.generate()
MD5 = Fingerprint(HashType.MD5, View.FILE, "cd" * 16)


class Wire:
    def __init__(self, envelope: bytes) -> None:
        self.address, self._envelope = "", envelope

    def connect(self, address: str) -> Wire:
        self.address = address
        return self

    def fetch_descriptor(self) -> bytes:
        return self._envelope

    def post_message(self, sealed: bytes, puzzle: str) -> bytes:
        raise AssertionError("nothing may be sent while preparing")


def registry(*types: HashType, budget: int = 24) -> ConnectedRegistry:
    descriptor = Descriptor(
        version=1,
        expires_at=NOW + 86_400,
        name="Registry",
        operator="A charity",
        serves=(ProtocolEligibility.ADULT,),
        countries=(),
        hash_types=types,
        max_hashes_per_item=budget,
        platforms=("Platform A",),
        reply_keys=(SigningKey.generate().public,),
        sealing_keys=(SealingKey(SealingKeyPair.generate().public, NOW - 10, NOW + 86_400),),
        retention_days=365,
        terms="",
        root_key=ROOT.public,
    )
    wire = Wire(sign_descriptor(descriptor, ROOT))
    return RegistryDirectory(wire, clock=lambda: NOW).connect(f"https://registry.example#{ROOT.key_id}")


def frame(number: int, quality: int = 90) -> Fingerprint:
    return Fingerprint(HashType.VPDQ, View.WHOLE, pdq(number), quality, number * 30, number * 1000)


def film(*fingerprints: Fingerprint, media: Media = Media.VIDEO, sha256: str = "ab" * 32) -> SubmissionItem:
    quality = max((one.quality or 0 for one in fingerprints), default=0)
    return SubmissionItem(
        Hashed(Path("film"), sha256, media, 640, 360, quality, fingerprints, duration_ms=9000), Kind.INTIMATE
    )


def prepare(where: ConnectedRegistry, *items: SubmissionItem) -> PreparedSubmission:
    service = SubmitService(exchange=None, clock=lambda: NOW)  # type: ignore[arg-type]
    return service.prepare(where, CaseAccess.new(), Eligibility.ADULT, items)


def sent(prepared: PreparedSubmission) -> list[HashEntry]:
    entries = []
    for document in prepared.documents:
        message = decode_message(document)
        assert isinstance(message, Submission)
        assert all(item.media is Media.VIDEO for item in message.items)
        entries += [entry for item in message.items for entry in item.hashes]
    return entries


def test_frames_keep_their_number_and_time_and_do_not_count() -> None:
    where = registry(HashType.PDQ, HashType.VPDQ, HashType.MD5, budget=1)
    entries = sent(prepare(where, film(*(frame(number) for number in range(40)), MD5)))
    assert [entry.type for entry in entries] == [HashType.MD5] + [HashType.VPDQ] * 40
    assert [(entry.frame, entry.time_ms) for entry in entries[1:]] == [(n * 30, n * 1000) for n in range(40)]


def test_md5_only_where_it_is_served_and_only_of_videos() -> None:
    item = film(frame(1), MD5)
    assert [entry.type for entry in sent(prepare(registry(HashType.VPDQ), item))] == [HashType.VPDQ]
    picture = film(Fingerprint(HashType.PDQ, View.WHOLE, pdq(0), 90), MD5, media=Media.IMAGE)
    prepared = prepare(registry(HashType.PDQ, HashType.MD5), picture)
    assert prepared.fingerprint_count == 1


def test_what_shows_nothing_never_leaves_whatever_its_quality() -> None:
    plain = Fingerprint(HashType.PDQ, View.MIRROR, "f00f" * 16, 100)
    whole = Fingerprint(HashType.PDQ, View.WHOLE, pdq(0), 90)
    where = registry(HashType.PDQ)
    assert prepare(where, film(whole, plain, media=Media.IMAGE)).fingerprint_count == 1
    with pytest.raises(WrongUse):
        prepare(where, film(plain, media=Media.IMAGE))


def test_an_animation_sends_the_picture_of_its_first_frame_too() -> None:
    whole = Fingerprint(HashType.PDQ, View.WHOLE, pdq(0), 90)
    dull = Fingerprint(HashType.PDQ, View.MIRROR, pdq(1), 20)
    where = registry(HashType.PDQ, HashType.VPDQ)
    entries = sent(prepare(where, film(whole, dull, frame(0), frame(1), MD5)))
    assert [entry.type for entry in entries] == [HashType.PDQ, HashType.VPDQ, HashType.VPDQ]


def test_a_long_video_becomes_several_messages_of_one_item() -> None:
    where = registry(HashType.PDQ, HashType.VPDQ)
    prepared = prepare(where, film(*(frame(number) for number in range(2000))))
    assert len(prepared.messages) > 1
    assert len(sent(prepared)) == 2000
    ids = {item.item_id for document in prepared.documents for item in decode_message(document).items}  # type: ignore[union-attr]
    assert ids == set(prepared.item_ids)
    assert len(ids) == 1


def test_a_dark_video_is_sent_by_its_file_where_platforms_know_files() -> None:
    item = film(frame(1, quality=10), MD5)
    entries = sent(prepare(registry(HashType.PDQ, HashType.MD5), item))
    assert [entry.type for entry in entries] == [HashType.MD5]
    with pytest.raises(WrongUse):
        prepare(registry(HashType.PDQ, HashType.VPDQ), item)


def test_what_a_registry_takes_nothing_of_is_left_out() -> None:
    video, other = film(frame(1)), film(frame(2), sha256="cd" * 32)
    picture = replace(
        film(Fingerprint(HashType.PDQ, View.WHOLE, pdq(0), 90), media=Media.IMAGE, sha256="ef" * 32)
    )
    prepared = prepare(registry(HashType.PDQ), video, picture, other)
    assert prepared.items == (picture,)
    assert prepared.left_out == (video, other)
