"""The only reading of a worker's words that the app believes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillmark.domain.media import Fingerprint, Note, RefusalReason
from stillmark.domain.worker_messages import (
    LIMIT_NAMES,
    MAX_HASHES,
    MAX_MESSAGE_BYTES,
    WORKER_REASONS,
    IsolationLevel,
    IsolationReport,
    WorkerHashed,
    WorkerMessageInvalid,
    WorkerRefused,
    encode_hashed,
    encode_locked,
    encode_refused,
    parse_locked,
    parse_reply,
)
from takedown_hashing.vocabulary import HEX_LENGTH, HashType, Media, View

HASHED = WorkerHashed(
    media=Media.IMAGE,
    sha256="ab" * 32,
    width=4000,
    height=3000,
    quality=87,
    fingerprints=(
        Fingerprint(HashType.PDQ, View.WHOLE, "0f" * 32, 87),
        Fingerprint(HashType.PDQ, View.MIRROR, "f0" * 32, 87),
        Fingerprint(HashType.PHASH, View.WHOLE, "0123456789abcdef"),
        Fingerprint(HashType.SHA256, View.FILE, "ab" * 32),
    ),
    notes=(Note.TRUNCATED,),
)

LOCKED = IsolationReport(
    no_new_privs=True,
    not_dumpable=True,
    dies_with_parent=True,
    limits=(("files", 0), ("memory_bytes", 2**30)),
)

Change = Callable[[dict[str, Any]], object]


def frame(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


def changed(message: bytes, change: Change) -> bytes:
    value = json.loads(message[4:])
    change(value)
    return frame(json.dumps(value).encode())


def test_what_was_encoded_is_read() -> None:
    assert parse_reply(encode_hashed(HASHED)) == HASHED
    assert parse_locked(encode_locked(LOCKED)) == LOCKED
    for reason in WORKER_REASONS:
        assert parse_reply(encode_refused(reason)) == WorkerRefused(reason)


def test_parsed_names_are_the_typed_ones() -> None:
    parsed = parse_reply(encode_hashed(HASHED))
    assert isinstance(parsed, WorkerHashed)
    assert isinstance(parsed.media, Media)
    assert isinstance(parsed.notes[0], Note)
    assert isinstance(parsed.fingerprints[0].type, HashType)


def test_the_level_follows_from_the_facts() -> None:
    facts = {"no_new_privs": True, "not_dumpable": True, "dies_with_parent": True, "limits": ()}
    assert IsolationReport(**facts).level is IsolationLevel.PROCESS
    assert IsolationReport(**facts, landlock_abi=6).level is IsolationLevel.PROCESS
    assert IsolationReport(**facts, seccomp=True).level is IsolationLevel.PROCESS
    assert IsolationReport(**facts, landlock_abi=6, seccomp=True).level is IsolationLevel.SANDBOX


@pytest.mark.parametrize("reason", sorted(set(RefusalReason) - WORKER_REASONS))
def test_a_reason_that_is_not_the_workers_is_not_believed(reason: RefusalReason) -> None:
    with pytest.raises(WorkerMessageInvalid):
        parse_reply(encode_refused(reason))


def one_hash(member: str, value: object) -> Change:
    return lambda message: message["hashes"][0].__setitem__(member, value)


def put(member: str, value: object) -> Change:
    return lambda message: message.__setitem__(member, value)


WRONG: dict[str, Change] = {
    "unknown kind": put("kind", "hash"),
    "kind of another message": put("kind", "locked"),
    "kind is no text": put("kind", 1),
    "member too many": put("path", "/home"),
    "member missing": lambda message: message.pop("notes"),
    "unknown media": put("media", "sound"),
    "media is no text": put("media", None),
    "sha256 short": put("sha256", "ab" * 31),
    "sha256 long": put("sha256", "ab" * 33),
    "sha256 upper case": put("sha256", "AB" * 32),
    "sha256 not hex": put("sha256", "zz" * 32),
    "sha256 with line feed": put("sha256", "a" * 63 + "\n"),
    "sha256 is a number": put("sha256", 1),
    "width zero": put("width", 0),
    "width negative": put("width", -1),
    "width true": put("width", True),
    "width fraction": put("width", 100.0),
    "width text": put("width", "100"),
    "width huge": put("width", 10**30),
    "height none": put("height", None),
    "too many pixels together": lambda message: message.update(width=10_001, height=10_000),
    "quality above": put("quality", 101),
    "quality below": put("quality", -1),
    "quality not that of the whole": put("quality", 86),
    "no hashes": put("hashes", []),
    "hashes are no list": put("hashes", {}),
    "too many hashes": lambda message: message["hashes"].extend(
        {"type": "pdq", "view": "mirror", "value": f"{number:064x}", "quality": 1}
        for number in range(MAX_HASHES)
    ),
    "a hash twice": lambda message: message["hashes"].append(message["hashes"][0]),
    "a hash is no object": lambda message: message["hashes"].append("pdq"),
    "a hash without quality": lambda message: message["hashes"][2].pop("quality"),
    "a hash with more": one_hash("extra", 1),
    "no whole view": one_hash("view", "mirror"),
    "unknown type": one_hash("type", "md6"),
    "type is no text": one_hash("type", ["pdq"]),
    "view with capitals": one_hash("view", "Whole"),
    "view empty": one_hash("view", ""),
    "view too long": one_hash("view", "a" * 41),
    "view with line feed": one_hash("view", "whole\n"),
    "view is no text": one_hash("view", 7),
    "value of another type's length": one_hash("value", "0f" * 8),
    "value is no text": one_hash("value", None),
    "PDQ without quality": one_hash("quality", None),
    "quality where there is none": lambda message: message["hashes"][2].__setitem__("quality", 50),
    "unknown note": put("notes", ["hello"]),
    "note twice": put("notes", ["truncated", "truncated"]),
    "notes are no list": put("notes", "truncated"),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_anything_off_is_refused(change: Change) -> None:
    message = encode_hashed(HASHED)
    assert parse_reply(changed(message, lambda value: None)) == HASHED
    with pytest.raises(WorkerMessageInvalid):
        parse_reply(changed(message, change))


WRONG_LOCK: dict[str, Change] = {
    "kind of another message": put("kind", "hashed"),
    "member too many": put("more", 1),
    "member missing": lambda message: message.pop("seccomp"),
    "fact is a number": put("seccomp", 1),
    "unknown limit": put("limits", {"hope": 1}),
    "limits are no object": put("limits", [["files", 0]]),
    "limit negative": put("limits", {"files": -1}),
    "limit beyond": put("limits", {"files": 2**63}),
    "limit is true": put("limits", {"files": True}),
    "ABI zero": put("landlock_abi", 0),
    "ABI text": put("landlock_abi", "6"),
}


@pytest.mark.parametrize("change", WRONG_LOCK.values(), ids=WRONG_LOCK.keys())
def test_anything_off_in_a_report_of_the_lock_is_refused(change: Change) -> None:
    message = encode_locked(LOCKED)
    assert parse_locked(changed(message, lambda value: None)) == LOCKED
    with pytest.raises(WorkerMessageInvalid):
        parse_locked(changed(message, change))


def test_a_full_report_is_read() -> None:
    full = IsolationReport(
        no_new_privs=True,
        not_dumpable=True,
        dies_with_parent=True,
        limits=tuple((name, 2**63 - 1) for name in sorted(LIMIT_NAMES)),
        landlock_abi=6,
        seccomp=True,
    )
    assert parse_locked(encode_locked(full)) == full


BODY = encode_hashed(HASHED)[4:]

MALFORMED: dict[str, bytes] = {
    "nothing": b"",
    "half a header": b"\0\0\0",
    "header alone": b"\0\0\0\0",
    "one byte short": encode_hashed(HASHED)[:-1],
    "one byte more": encode_hashed(HASHED) + b" ",
    "two messages": encode_hashed(HASHED) * 2,
    "longer than allowed": frame(BODY + b" " * MAX_MESSAGE_BYTES),
    "no JSON": frame(b"hello"),
    "a list": frame(b"[" + BODY + b"]"),
    "a number": frame(b"1"),
    "not ASCII": frame(BODY.replace(b"truncated", "truncatéd".encode())),
    "member twice": frame(b'{"kind":"refused",' + BODY[1:]),
    "NaN": frame(BODY.replace(b"4000", b"NaN")),
    "Infinity": frame(BODY.replace(b"4000", b"Infinity")),
    "endless digits": frame(BODY.replace(b"4000", b"9" * 5000)),
    "deep nest": frame(b"[" * 60_000),
    "deep nest of objects": frame(b'{"a":' * 12_000),
    "byte order mark": frame(b"\xef\xbb\xbf" + BODY),
}


@pytest.mark.parametrize("message", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_message_is_refused(message: bytes) -> None:
    for parse in (parse_reply, parse_locked):
        with pytest.raises(WorkerMessageInvalid):
            parse(message)


def test_the_longest_honest_message_fits() -> None:
    most = tuple(
        Fingerprint(HashType.PDQ, "w" * 40 if number else View.WHOLE, f"{number:064x}", 100)
        for number in range(MAX_HASHES)
    )
    message = WorkerHashed(Media.IMAGE, "ab" * 32, 10_000, 10_000, 100, most, tuple(Note))
    assert parse_reply(encode_hashed(message)) == message


@given(st.binary(max_size=300))
def test_no_bytes_whatever_get_through(noise: bytes) -> None:
    for message in (noise, frame(noise)):
        with pytest.raises(WorkerMessageInvalid):
            parse_reply(message)


@given(st.integers(0, len(encode_hashed(HASHED)) - 1), st.integers(0, 255))
def test_a_changed_byte_is_refused_or_still_in_range(position: int, byte: int) -> None:
    message = bytearray(encode_hashed(HASHED))
    message[position] = byte
    try:
        parsed = parse_reply(bytes(message))
    except WorkerMessageInvalid:
        return
    assert isinstance(parsed, WorkerHashed)
    assert 0 < parsed.width * parsed.height <= 100_000_000
    assert all(len(one.value) == HEX_LENGTH[one.type] for one in parsed.fingerprints)
