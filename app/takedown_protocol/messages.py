"""What an app says to a registry: submission, withdrawal, status request; encoded canonically, read strictly.

Optional fields that have no value are absent, never null. Encoding reads its own result back, so both sides
refuse the same things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from takedown_hashing.vocabulary import HEX_LENGTH, VIEW_PATTERN, HashType, Media
from takedown_protocol import canonical
from takedown_protocol.errors import Malformed
from takedown_protocol.schema import MAX_INTEGER, Fields, is_hexadecimal, is_integer, no_duplicates

MAX_ITEMS_PER_MESSAGE: Final = 50
"""Items of one submission, or item ids of one withdrawal."""
MAX_STATUS_ITEMS: Final = 100
"""Items of one page of a status reply."""
MAX_HASHES_PER_ITEM: Final = 2000
"""Hashes of one item in one message; longer videos become several messages with the same item id."""
MAX_MESSAGE_PAYLOAD: Final = 188 * 1024
"""Longest message payload in bytes: its envelope with two signatures, and a receipt that refuses every
single hash of it, both fit the 256 KiB wire size."""
WORD_PATTERN: Final = re.compile(r"[a-z][a-z-]{0,39}")
"""Form of words of which later versions may add more."""
ENDED: Final = "ended"
"""What a status request `knows` that can be told what the registry itself ended."""
_MOST_KNOWN: Final = 16
CURSOR_PATTERN: Final = re.compile(r"[A-Za-z0-9._~-]{1,128}")
"""Form of the opaque `after` and `next` of status pages."""


class MessageKind(StrEnum):
    """The three kinds of messages."""

    SUBMISSION = "submission"
    WITHDRAWAL = "withdrawal"
    STATUS_REQUEST = "status-request"


class Eligibility(StrEnum):
    """How old the person was when the picture was made."""

    ADULT = "adult"
    MINOR = "minor"


class ItemKind(StrEnum):
    """A real picture, or one made by editing or AI."""

    INTIMATE = "intimate"
    FABRICATED = "fabricated"


@dataclass(frozen=True, slots=True)
class HashEntry:
    """One fingerprint.

    Attributes:
        type: which algorithm.
        value: lower-case hexadecimal, as long as `vocabulary.HEX_LENGTH` says. Not shown by repr.
        view: which rendering of the picture; matches `vocabulary.VIEW_PATTERN` in full.
        quality: PDQ quality, 0 to 100; only for pdq and vpdq.
        frame, time_ms: frame number and time of a video frame; only for vpdq.
    """

    type: HashType
    value: str = field(repr=False)
    view: str
    quality: int | None = None
    frame: int | None = None
    time_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """One picture or video: its id (32 hexadecimal digits), what it is, and its fingerprints (1 to 2,000)."""

    item_id: str
    kind: ItemKind
    media: Media
    hashes: tuple[HashEntry, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """What every message starts with.

    Attributes:
        message_id: random, 32 hexadecimal digits; makes repeats harmless.
        registry: root key id of the registry the message is meant for, 64 hexadecimal digits.
        issued_at: Unix seconds, a full hour.
        case_key: raw Ed25519 public key of the case, 32 bytes.
        reply_key: raw X25519 public key made for this message alone, 32 bytes.
        vouch: key id of the support centre that signs too, or None.
    """

    message_id: str
    registry: str
    issued_at: int
    case_key: bytes
    reply_key: bytes
    vouch: str | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """Fingerprints of 1 to 50 different items."""

    header: Header
    eligibility: Eligibility
    items: tuple[ItemEntry, ...]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Takes back 1 to 50 items, or (`item_ids` None) the whole case. Final."""

    header: Header
    item_ids: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """Asks what became of the case; `after` is the `next` of the page before, or None.

    `knows` names what of the reply's later additions the asker can read. A registry passes over words that it
    does not know, and leaves out what the asker does not know: so either side can be the older one.
    """

    header: Header
    after: str | None = None
    knows: tuple[str, ...] = ()


Message = Submission | Withdrawal | StatusRequest


def kind_of(message: Message) -> MessageKind:
    """Return the kind of a message."""
    match message:
        case Submission():
            return MessageKind.SUBMISSION
        case Withdrawal():
            return MessageKind.WITHDRAWAL
        case StatusRequest():
            return MessageKind.STATUS_REQUEST


def encode_message(message: Message) -> bytes:
    """Return the payload of a message: RFC 8785 JSON.

    Raises:
        Malformed: `decode_message` would refuse it.
    """
    header = message.header
    fields: dict[str, object] = {
        "v": 1,
        "kind": kind_of(message).value,
        "message_id": header.message_id,
        "registry": header.registry,
        "issued_at": header.issued_at,
        "case_key": header.case_key.hex(),
        "reply_key": header.reply_key.hex(),
    }
    _put(fields, "vouch", header.vouch)
    match message:
        case Submission():
            fields["eligibility"] = message.eligibility.value
            fields["items"] = [item_fields(item) for item in message.items]
        case Withdrawal(item_ids=None):
            fields["whole_case"] = True
        case Withdrawal(item_ids=item_ids):
            fields["item_ids"] = list(item_ids or ())
        case StatusRequest():
            _put(fields, "after", message.after)
            _put(fields, "knows", list(message.knows) or None)
    payload = canonical.encode(fields)
    if decode_message(payload) != message:
        raise Malformed("message: does not survive encoding")
    return payload


def _put(fields: dict[str, object], name: str, value: object) -> None:
    if value is not None:
        fields[name] = value


def item_fields(item: ItemEntry) -> dict[str, object]:
    """Return one item as it stands in the JSON of a submission."""
    return {
        "item_id": item.item_id,
        "kind": item.kind.value,
        "media": item.media.value,
        "hashes": [hash_fields(entry) for entry in item.hashes],
    }


def hash_fields(entry: HashEntry) -> dict[str, object]:
    """Return one fingerprint as it stands in the JSON of a submission."""
    fields: dict[str, object] = {"type": entry.type.value, "value": entry.value, "view": entry.view}
    _put(fields, "quality", entry.quality)
    _put(fields, "frame", entry.frame)
    _put(fields, "time_ms", entry.time_ms)
    return fields


def decode_message(payload: bytes) -> Message:
    """Read an untrusted payload strictly.

    Raises:
        Malformed: too long, not canonical, not the schema, an unknown field, the same item twice.
    """
    return UnreadMessage(payload).read()


class UnreadMessage:
    """An untrusted payload of which only the header was read, so that a registry can verify the case key and
    answer a message whose rest is malformed. Says nothing about the rest, not even that it is canonical.

    Attributes:
        header: of the message.
    """

    def __init__(self, payload: bytes) -> None:
        """Read the header.

        Raises:
            Malformed: not JSON, or the header is not the schema.
        """
        self._too_long = len(payload) > MAX_MESSAGE_PAYLOAD
        self._parsed = canonical.Parsed(payload)
        self._fields = Fields(self._parsed.value, "message")
        self._kind, self.header = _take_header(self._fields)

    def read(self) -> Message:
        """Read the whole; once only.

        Raises:
            Malformed: as `decode_message`.
        """
        if self._too_long:
            raise Malformed("message: too long")
        self._parsed.require_canonical()
        return _take_rest(self._fields, self._kind, self.header)


def _take_rest(fields: Fields, kind: MessageKind, header: Header) -> Message:
    message: Message
    match kind:
        case MessageKind.SUBMISSION:
            items = fields.listed("items", _read_item, low=1, high=MAX_ITEMS_PER_MESSAGE)
            no_duplicates(tuple(item.item_id for item in items), "message.items")
            message = Submission(header, fields.choice("eligibility", Eligibility), items)
        case MessageKind.WITHDRAWAL:
            message = Withdrawal(header, _take_item_ids(fields))
        case MessageKind.STATUS_REQUEST:
            after = fields.match("after", CURSOR_PATTERN) if fields.has("after") else None
            message = StatusRequest(header, after, _take_known(fields))
    fields.done()
    return message


def _take_header(fields: Fields) -> tuple[MessageKind, Header]:
    fields.version()
    kind = fields.choice("kind", MessageKind)
    return kind, Header(
        message_id=fields.hexadecimal("message_id", 32),
        registry=fields.hexadecimal("registry", 64),
        issued_at=fields.hour("issued_at"),
        case_key=fields.raw_key("case_key"),
        reply_key=fields.raw_key("reply_key"),
        vouch=fields.hexadecimal("vouch", 64) if fields.has("vouch") else None,
    )


def _take_item_ids(fields: Fields) -> tuple[str, ...] | None:
    if fields.has("whole_case"):
        # Only ever true, and never together with ids: a slip must not take back a whole case.
        if not fields.boolean("whole_case"):
            raise Malformed("message.whole_case: only true")
        return None
    ids = fields.wrapped(
        "item_ids", lambda one: one.hexadecimal("value", 32), low=1, high=MAX_ITEMS_PER_MESSAGE
    )
    no_duplicates(ids, "message.item_ids")
    return ids


def _take_known(fields: Fields) -> tuple[str, ...]:
    if not fields.has("knows"):
        return ()
    words = fields.wrapped("knows", lambda one: one.match("value", WORD_PATTERN), low=1, high=_MOST_KNOWN)
    no_duplicates(words, "message.knows")
    return words


def _read_item(untrusted: object, where: str) -> ItemEntry:
    fields = Fields(untrusted, where)
    media = fields.choice("media", Media)
    item = ItemEntry(
        item_id=fields.hexadecimal("item_id", 32),
        kind=fields.choice("kind", ItemKind),
        media=media,
        hashes=fields.listed("hashes", _read_hash, low=1, high=MAX_HASHES_PER_ITEM),
    )
    fields.done()
    no_duplicates(item.hashes, where)
    return item


def _form(hash_type: HashType) -> tuple[HashType, int, tuple[tuple[str, int], ...], frozenset[str]]:
    numbers: tuple[tuple[str, int], ...] = ()
    if hash_type in (HashType.PDQ, HashType.VPDQ):
        numbers = (("quality", 100),)
    if hash_type is HashType.VPDQ:
        numbers += (("frame", MAX_INTEGER), ("time_ms", MAX_INTEGER))
    names = frozenset({"type", "value", "view", *(name for name, _ in numbers)})
    return hash_type, HEX_LENGTH[hash_type], numbers, names


_FORMS: Final = {each.value: _form(each) for each in HashType}
"""By type: digits of the value, optional numbers with their highest, and all names that may occur."""


def _read_hash(untrusted: object, where: str) -> HashEntry:
    # More than a thousand come in one message: not through `Fields`, which takes twice as long.
    if type(untrusted) is not dict:
        raise Malformed(f"{where}: not an object")
    word = untrusted.get("type")
    form = _FORMS.get(word) if type(word) is str else None
    if form is None:
        raise Malformed(f"{where}.type: not one of the known words")
    hash_type, digits, numbers, names = form
    present = untrusted.keys()
    if not (present <= names and "value" in present and "view" in present):
        raise Malformed(f"{where}: a field is missing or unknown")
    value, view = untrusted["value"], untrusted["view"]
    if not is_hexadecimal(value, digits):
        raise Malformed(f"{where}.value: not lower-case hexadecimal of that length")
    if type(view) is not str or not VIEW_PATTERN.fullmatch(view):
        raise Malformed(f"{where}.view: not of that form")
    for name, high in numbers:
        if name in present and not is_integer(untrusted[name], 0, high):
            raise Malformed(f"{where}.{name}: not an integer within bounds")
    number = untrusted.get
    return HashEntry(hash_type, value, view, number("quality"), number("frame"), number("time_ms"))
