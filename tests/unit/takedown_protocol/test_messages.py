"""The schema of messages: what it writes, byte for byte, and everything it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takedown_hashing.vocabulary import HEX_LENGTH, HashType, Media
from takedown_protocol import canonical
from takedown_protocol.errors import Malformed
from takedown_protocol.messages import (
    MAX_MESSAGE_PAYLOAD,
    Eligibility,
    HashEntry,
    Header,
    ItemEntry,
    ItemKind,
    StatusRequest,
    Submission,
    UnreadMessage,
    Withdrawal,
    decode_message,
    encode_message,
)

HEADER = Header("01" * 16, "02" * 32, 1_800_000_000, b"\x03" * 32, b"\x04" * 32)
PDQ = HashEntry(HashType.PDQ, "ab" * 32, "whole", 87)
ITEM = ItemEntry("05" * 16, ItemKind.INTIMATE, Media.IMAGE, (PDQ,))
SUBMISSION = Submission(HEADER, Eligibility.ADULT, (ITEM,))

HEADER_JSON = (
    '"issued_at":1800000000,@"kind":"#","message_id":"' + "01" * 16 + '","registry":"' + "02" * 32
    + '","reply_key":"' + "04" * 32 + '","v":1'
)  # fmt: skip


def test_wire_form_of_a_submission() -> None:
    assert encode_message(SUBMISSION).decode() == (
        '{"case_key":"' + "03" * 32 + '","eligibility":"adult","issued_at":1800000000,"items":[{"hashes":[{'
        '"quality":87,"type":"pdq","value":"' + "ab" * 32 + '","view":"whole"}],"item_id":"' + "05" * 16
        + '","kind":"intimate","media":"image"}],"kind":"submission","message_id":"' + "01" * 16
        + '","registry":"' + "02" * 32 + '","reply_key":"' + "04" * 32 + '","v":1}'
    )  # fmt: skip


def test_wire_form_of_withdrawals_and_status_requests() -> None:
    header = replace(HEADER, vouch="06" * 32)
    start = '{"case_key":"' + "03" * 32 + '","issued_at":1800000000,'
    end = (
        '"message_id":"'
        + "01" * 16
        + '","registry":"'
        + "02" * 32
        + '","reply_key":"'
        + "04" * 32
        + '","v":1'
    )
    assert encode_message(Withdrawal(HEADER, ("05" * 16,))).decode() == (
        start + '"item_ids":["' + "05" * 16 + '"],"kind":"withdrawal",' + end + "}"
    )
    assert encode_message(Withdrawal(HEADER, None)).decode() == (
        start + '"kind":"withdrawal",' + end + ',"whole_case":true}'
    )
    assert encode_message(StatusRequest(header)).decode() == (
        start + '"kind":"status-request",' + end + ',"vouch":"' + "06" * 32 + '"}'
    )
    assert encode_message(StatusRequest(HEADER, "c-1")).decode() == (
        '{"after":"c-1",' + start[1:] + '"kind":"status-request",' + end + "}"
    )


hex_of = st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}")
views = st.from_regex(r"[a-z0-9.-]{1,40}", fullmatch=True)
optional_quality = st.none() | st.integers(0, 100)
counts = st.none() | st.integers(0, 2**53 - 1)


@st.composite
def hash_entries(draw: st.DrawFn) -> HashEntry:
    kind = draw(st.sampled_from(HashType))
    video = kind is HashType.VPDQ
    return HashEntry(
        kind,
        draw(hex_of)[: HEX_LENGTH[kind]],
        draw(views),
        draw(optional_quality) if video or kind is HashType.PDQ else None,
        draw(counts) if video else None,
        draw(counts) if video else None,
    )


items = st.builds(
    ItemEntry,
    hex_of.map(lambda text: text[32:]),
    st.sampled_from(ItemKind),
    st.sampled_from(Media),
    st.lists(hash_entries(), min_size=1, max_size=6, unique=True).map(tuple),
)
headers = st.builds(
    Header,
    hex_of.map(lambda text: text[:32]),
    hex_of,
    st.integers(0, 10**6).map(lambda hours: hours * 3600),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32),
    st.none() | hex_of,
)
messages = st.one_of(
    st.builds(
        Submission,
        headers,
        st.sampled_from(Eligibility),
        st.lists(items, min_size=1, max_size=4, unique_by=lambda item: item.item_id).map(tuple),
    ),
    st.builds(
        Withdrawal,
        headers,
        st.none() | st.lists(hex_of.map(lambda t: t[:32]), min_size=1, max_size=50, unique=True).map(tuple),
    ),
    st.builds(StatusRequest, headers, st.none() | st.from_regex(r"[A-Za-z0-9._~-]{1,128}", fullmatch=True)),
)


@settings(max_examples=80, deadline=None)
@given(messages)
def test_round_trip(message: Submission | Withdrawal | StatusRequest) -> None:
    payload = encode_message(message)
    assert decode_message(payload) == message
    assert UnreadMessage(payload).header == message.header
    assert encode_message(decode_message(payload)) == payload


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_junk_gives_only_malformed(junk: bytes) -> None:
    for read in (decode_message, UnreadMessage):
        with pytest.raises(Malformed):
            read(junk)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
PATHS: tuple[tuple[str | int, ...], ...] = (
    ("v",), ("kind",), ("message_id",), ("registry",), ("issued_at",), ("case_key",), ("reply_key",),
    ("eligibility",), ("items",), ("items", 0), ("items", 0, "item_id"), ("items", 0, "kind"),
    ("items", 0, "media"), ("items", 0, "hashes"), ("items", 0, "hashes", 0),
    ("items", 0, "hashes", 0, "type"), ("items", 0, "hashes", 0, "value"), ("items", 0, "hashes", 0, "view"),
    ("items", 0, "hashes", 0, "quality"),
)  # fmt: skip


def changed(path: tuple[str | int, ...], value: object) -> bytes:
    """The JSON of SUBMISSION with one place replaced; canonical where Python's JSON is."""
    fields: Any = json.loads(encode_message(SUBMISSION))
    place = fields
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(PATHS), json_values)
def test_any_value_in_any_place_is_refused_or_read_exactly(
    path: tuple[str | int, ...], value: object
) -> None:
    payload = changed(path, value)
    try:
        message = decode_message(payload)
    except Malformed:
        return
    assert encode_message(message) == payload


@pytest.mark.parametrize(
    "path", [path for path in PATHS if path[-1] != "quality" and isinstance(path[-1], str)]
)
def test_missing_places(path: tuple[str | int, ...]) -> None:
    fields: Any = json.loads(encode_message(SUBMISSION))
    place = fields
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    with pytest.raises(Malformed):
        decode_message(canonical.encode(fields))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("v",), True),
        (("v",), 2),
        (("v",), "1"),
        (("issued_at",), 1_800_000_001),
        (("issued_at",), -3600),
        (("issued_at",), True),
        (("issued_at",), 2**53),
        (("message_id",), "01" * 15),
        (("message_id",), "AB" * 16),
        (("message_id",), "0x" + "01" * 15),
        (("message_id",), " " + "1" * 31),
        (("message_id",), "１" * 32),
        (("case_key",), "03" * 31),
        (("kind",), "receipt"),
        (("eligibility",), "ADULT"),
        (("eligibility",), None),
        (("items",), []),
        (("items",), {}),
        (("items", 0, "hashes"), []),
        (("items", 0, "media"), "audio"),
        (("items", 0, "hashes", 0, "type"), "tmk"),
        (("items", 0, "hashes", 0, "type"), ["pdq"]),
        (("items", 0, "hashes", 0, "value"), "ab" * 31),
        (("items", 0, "hashes", 0, "value"), "AB" * 32),
        (("items", 0, "hashes", 0, "value"), "ab" * 32 + "\n"),
        (("items", 0, "hashes", 0, "view"), ""),
        (("items", 0, "hashes", 0, "view"), "a" * 41),
        (("items", 0, "hashes", 0, "view"), "Whole"),
        (("items", 0, "hashes", 0, "view"), "whole\n"),
        (("items", 0, "hashes", 0, "view"), "my holiday.jpg"),
        (("items", 0, "hashes", 0, "quality"), 101),
        (("items", 0, "hashes", 0, "quality"), -1),
        (("items", 0, "hashes", 0, "quality"), True),
        (("items", 0, "hashes", 0, "quality"), None),
        (("items", 0, "hashes", 0, "quality"), "87"),
    ],
)
def test_values_out_of_bounds(path: tuple[str | int, ...], value: object) -> None:
    with pytest.raises(Malformed):
        decode_message(changed(path, value))


@pytest.mark.parametrize("hash_type", HashType)
@pytest.mark.parametrize("off", [-1, 1])
def test_hash_lengths(hash_type: HashType, off: int) -> None:
    entry = HashEntry(hash_type, "a" * (HEX_LENGTH[hash_type] + off), "file")
    with pytest.raises(Malformed):
        encode_message(replace(SUBMISSION, items=(replace(ITEM, hashes=(entry,)),)))


@pytest.mark.parametrize("hash_type", sorted(set(HashType) - {HashType.VPDQ}))
@pytest.mark.parametrize("extra", [{"frame": 1}, {"time_ms": 1}])
def test_frames_only_in_videos(hash_type: HashType, extra: dict[str, int]) -> None:
    entry = HashEntry(hash_type, "a" * HEX_LENGTH[hash_type], "file", **extra)  # type: ignore[arg-type]
    with pytest.raises(Malformed):
        encode_message(replace(SUBMISSION, items=(replace(ITEM, hashes=(entry,)),)))


@pytest.mark.parametrize("hash_type", [HashType.SHA256, HashType.MD5, HashType.PHASH])
def test_quality_only_of_pdq(hash_type: HashType) -> None:
    entry = HashEntry(hash_type, "a" * HEX_LENGTH[hash_type], "file", 90)
    with pytest.raises(Malformed):
        encode_message(replace(SUBMISSION, items=(replace(ITEM, hashes=(entry,)),)))


def test_a_registry_takes_words_it_does_not_know_of_what_an_app_can_read() -> None:
    asked = StatusRequest(HEADER, "c-1", ("ended", "what-comes-later"))
    assert decode_message(encode_message(asked)) == asked


@pytest.mark.parametrize(
    "message",
    [
        replace(SUBMISSION, items=[ITEM]),
        replace(SUBMISSION, items=(ITEM, ITEM)),
        replace(SUBMISSION, items=(replace(ITEM, hashes=(PDQ, PDQ)),)),
        replace(SUBMISSION, items=tuple(replace(ITEM, item_id=f"{n:032x}") for n in range(51))),
        Withdrawal(HEADER, ()),
        Withdrawal(HEADER, ("05" * 16, "05" * 16)),
        Withdrawal(HEADER, tuple(f"{n:032x}" for n in range(51))),
        StatusRequest(HEADER, ""),
        StatusRequest(HEADER, "x" * 129),
        StatusRequest(HEADER, knows=("Ended",)),
        StatusRequest(HEADER, knows=("ended", "ended")),
        StatusRequest(HEADER, knows=tuple(f"a{'b' * n}" for n in range(17))),
        replace(SUBMISSION, header=replace(HEADER, case_key=b"\x03" * 31)),
        replace(SUBMISSION, header=replace(HEADER, issued_at=1_800_000_000.5)),
        replace(SUBMISSION, header=replace(HEADER, issued_at=True)),
        replace(SUBMISSION, header=replace(HEADER, vouch="centre")),
        replace(SUBMISSION, items=(replace(ITEM, item_id="\ud800"),)),
    ],
)
def test_the_app_refuses_to_send_them_too(message: Submission | Withdrawal | StatusRequest) -> None:
    with pytest.raises(Malformed):
        encode_message(message)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace('"v":1', '"v":1.0'),
        lambda text: text.replace('"v":1', '"v":1e0'),
        lambda text: text.replace('"v":1', '"v":NaN'),
        lambda text: text.replace('"v":1', '"v":Infinity'),
        lambda text: text.replace('"v":1', '"v":1,"v":1'),
        lambda text: text.replace('"v":1', '"\\u0076":1'),
        lambda text: text.replace('"v":1', '"v":01'),
        lambda text: text.replace('"v":1', '"v":' + "1" * 5000),
        lambda text: text.replace("whole", "\\u0077hole"),
        lambda text: text.replace("whole", "\\ud800"),
        lambda text: "\ufeff" + text,
        lambda text: text + "\n",
        lambda text: text + text,
        lambda text: '{"a":' * 5000 + text + "}" * 5000,
        lambda text: text.replace('"adult"', '"adult","whole_case":true'),
    ],
)
def test_json_that_is_not_quite(spoil: Callable[[str], str]) -> None:
    text = spoil(encode_message(SUBMISSION).decode())
    with pytest.raises(Malformed):
        decode_message(text.encode())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_other_encodings(encoding: str) -> None:
    with pytest.raises(Malformed):
        decode_message(encode_message(SUBMISSION).decode().encode(encoding))


@pytest.mark.parametrize("whole_case", [False, None, 1, "true"])
def test_whole_case_is_only_ever_true(whole_case: object) -> None:
    fields = json.loads(encode_message(Withdrawal(HEADER, None))) | {"whole_case": whole_case}
    with pytest.raises(Malformed):
        decode_message(canonical.encode(fields))


def test_whole_case_and_ids_contradict() -> None:
    fields = json.loads(encode_message(Withdrawal(HEADER, None))) | {"item_ids": ["05" * 16]}
    with pytest.raises(Malformed):
        decode_message(canonical.encode(fields))


def test_too_long() -> None:
    many = tuple(HashEntry(HashType.PDQ, f"{n:064x}", "w", 100) for n in range(1999))
    long = replace(SUBMISSION, items=(replace(ITEM, hashes=many),))
    with pytest.raises(Malformed, match="too long"):
        encode_message(long)
    assert MAX_MESSAGE_PAYLOAD < 1999 * 100


def test_errors_quote_nothing() -> None:
    secret = "deadbeef" * 8
    for path in (("items", 0, "hashes", 0, "view"), ("items", 0, "item_id"), (secret,), ("kind",)):
        with pytest.raises(Malformed) as caught:
            decode_message(changed(path, secret + "Z"))
        assert secret not in str(caught.value)
