"""What a registry answers: receipt, status, refusal; encoded canonically, read strictly.

Encoding is deterministic, so the same receipt always has the same bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from takedown_hashing.vocabulary import HEX_LENGTH, VIEW_PATTERN, HashType, Media
from takedown_protocol import canonical
from takedown_protocol.errors import Malformed
from takedown_protocol.messages import (
    CURSOR_PATTERN,
    MAX_HASHES_PER_ITEM,
    MAX_ITEMS_PER_MESSAGE,
    MAX_STATUS_ITEMS,
    WORD_PATTERN,
    ItemKind,
    MessageKind,
)
from takedown_protocol.schema import Fields, no_duplicates

MAX_PLATFORMS: Final = 100
CASE_ID_PATTERN: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}")


class HashRefusal(StrEnum):
    """Why one fingerprint was refused. Never says whether it was known."""

    TYPE_NOT_SERVED = "type-not-served"
    LOW_QUALITY = "low-quality"
    OVER_BUDGET = "over-budget"
    WITHDRAWN = "withdrawn"


class PlatformState(StrEnum):
    """What one platform is known to have done with one item."""

    NOT_COLLECTED = "not-collected"
    COLLECTED = "collected"
    PENDING_REVIEW = "pending-review"
    NOT_BLOCKED = "not-blocked"
    BLOCKED = "blocked"
    TAKE_BACK_ASKED = "take-back-asked"
    TAKEN_BACK = "taken-back"


class EndReason(StrEnum):
    """Why a registry itself ended an item, or a part of it. `OTHER` is what a word is read as that came later
    than this program; a registry never writes it.
    """

    NOT_INTIMATE = "not-intimate"
    TOO_COMMON = "too-common"
    NOT_SERVED = "not-served"
    FLOOD = "flood"
    ORDERED = "ordered"
    OTHER = "other"


class RefusalReason(StrEnum):
    """Why a whole message was refused. Never says whether a hash or a case was known."""

    CLOCK = "clock"
    NOT_SERVED = "not-served"
    MESSAGE_ID_REUSED = "message-id-reused"
    UNKNOWN_CENTRE = "unknown-centre"
    CENTRE_SIGNATURE = "centre-signature"
    WRONG_REGISTRY = "wrong-registry"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class RefusedHash:
    """One fingerprint that was refused, and why."""

    type: HashType
    view: str
    value: str = field(repr=False)
    reason: HashRefusal


@dataclass(frozen=True, slots=True)
class ReceiptItem:
    """Per item: how many fingerprints were accepted, and which were refused.

    In the receipt of a withdrawal, `accepted` is 0 and `refused` is empty.
    """

    item_id: str
    accepted: int
    refused: tuple[RefusedHash, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a registry confirms.

    Attributes:
        kind: submission or withdrawal (a status request has a status reply instead).
        message_id, payload_sha256: of the message, 32 and 64 hexadecimal digits.
        case_id: `XXXX-XXXX-XXXX-XXXX`.
        received_at: Unix seconds, a full hour.
        items: one per item of the message; empty for a withdrawal of the whole case.
        whole_case: the whole case was withdrawn.
    """

    kind: MessageKind
    message_id: str
    payload_sha256: str
    case_id: str
    received_at: int
    items: tuple[ReceiptItem, ...]
    whole_case: bool = False


@dataclass(frozen=True, slots=True)
class PlatformStatus:
    """One platform's newest known state, and since when (Unix seconds), None where nothing happened yet."""

    name: str
    state: PlatformState
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """The registry itself took an item out, by decision of those who run it: since when (a full hour, Unix
    seconds), why, and whether all of the item or only some of its hashes.
    """

    at: int
    reason: EndReason
    whole: bool


@dataclass(frozen=True, slots=True)
class StatusItem:
    """One item of a case; `added_at` and `withdrawn_at` are full hours in Unix seconds.

    `ended` is told only to who `knows` of it (`messages.ENDED`). An item that ended as a whole is withdrawn,
    too, which is all that others are told.
    """

    item_id: str
    kind: ItemKind
    media: Media
    added_at: int
    withdrawn_at: int | None
    platforms: tuple[PlatformStatus, ...]
    ended: Ended | None = None


@dataclass(frozen=True, slots=True)
class StatusReply:
    """One page of a case's state, never with hashes; `next` asks for the following page, None on the last.

    `received_at` is the hour (Unix seconds) in which the registry answered.
    """

    message_id: str
    payload_sha256: str
    case_id: str
    items: tuple[StatusItem, ...]
    next: str | None
    received_at: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A whole message was refused; `registry_time` is the registry's clock in Unix seconds."""

    message_id: str
    payload_sha256: str
    reason: RefusalReason
    registry_time: int


def encode_receipt(receipt: Receipt) -> bytes:
    """Return the payload of a receipt: RFC 8785 JSON. The same receipt always gives the same bytes.

    Raises:
        Malformed: `decode_receipt` would refuse it.
    """
    payload = canonical.encode(
        {
            "v": 1,
            "kind": receipt.kind.value,
            "message_id": receipt.message_id,
            "payload_sha256": receipt.payload_sha256,
            "case_id": receipt.case_id,
            "received_at": receipt.received_at,
            "whole_case": receipt.whole_case,
            "items": [
                {
                    "item_id": item.item_id,
                    "accepted": item.accepted,
                    "refused": _refused_fields(item.refused),
                }
                for item in receipt.items
            ],
        }
    )
    decode_receipt(payload)
    return payload


def _refused_fields(refused: tuple[RefusedHash, ...]) -> dict[str, object]:
    """Group by reason: a receipt that refuses everything must not outgrow the message it answers."""
    groups: dict[str, object] = {}
    for reason in dict.fromkeys(each.reason for each in refused):
        groups[str(reason)] = [
            {"type": each.type.value, "view": each.view, "value": each.value}
            for each in refused
            if each.reason == reason
        ]
    return groups


def decode_receipt(payload: bytes) -> Receipt:
    """Read an untrusted receipt payload strictly.

    Raises:
        Malformed: not canonical, not the schema, or contradicting itself.
    """
    fields = Fields(canonical.parse_canonical(payload), "receipt")
    fields.version()
    receipt = Receipt(
        kind=fields.choice("kind", MessageKind),
        message_id=fields.hexadecimal("message_id", 32),
        payload_sha256=fields.hexadecimal("payload_sha256", 64),
        case_id=fields.match("case_id", CASE_ID_PATTERN),
        received_at=fields.hour("received_at"),
        items=fields.listed("items", _read_receipt_item, high=MAX_ITEMS_PER_MESSAGE),
        whole_case=fields.boolean("whole_case"),
    )
    fields.done()
    no_duplicates(tuple(item.item_id for item in receipt.items), "receipt.items")
    withdrawal = receipt.kind is MessageKind.WITHDRAWAL
    if receipt.kind is MessageKind.STATUS_REQUEST or (receipt.whole_case and not withdrawal):
        raise Malformed("receipt.kind: cannot have a receipt like this")
    if receipt.whole_case == bool(receipt.items):
        raise Malformed("receipt.items: either items or the whole case")
    if withdrawal and any(item.accepted or item.refused for item in receipt.items):
        raise Malformed("receipt.items: a withdrawal accepts no hashes")
    return receipt


def _read_receipt_item(untrusted: object, where: str) -> ReceiptItem:
    fields = Fields(untrusted, where)
    groups = Fields(fields.take("refused"), f"{where}.refused")
    refused: list[RefusedHash] = []
    for reason in HashRefusal:
        if groups.has(reason.value):
            entries = groups.listed(reason.value, _read_refused, low=1, high=MAX_HASHES_PER_ITEM)
            refused += [RefusedHash(*entry, reason) for entry in entries]
    groups.done()
    item = ReceiptItem(
        fields.hexadecimal("item_id", 32), fields.integer("accepted", 0, MAX_HASHES_PER_ITEM), tuple(refused)
    )
    fields.done()
    return item


def _read_refused(untrusted: object, where: str) -> tuple[HashType, str, str]:
    fields = Fields(untrusted, where)
    hash_type = fields.choice("type", HashType)
    view = fields.match("view", VIEW_PATTERN)
    value = fields.hexadecimal("value", HEX_LENGTH[hash_type])
    fields.done()
    return hash_type, view, value


def encode_status(reply: StatusReply) -> bytes:
    """Return the payload of a status reply: RFC 8785 JSON.

    Raises:
        Malformed: `decode_status` would refuse it.
    """
    fields: dict[str, object] = {
        "v": 1,
        "message_id": reply.message_id,
        "payload_sha256": reply.payload_sha256,
        "case_id": reply.case_id,
        "received_at": reply.received_at,
        "items": [_status_item_fields(item) for item in reply.items],
    }
    if reply.next is not None:
        fields["next"] = reply.next
    payload = canonical.encode(fields)
    if decode_status(payload) != reply:
        raise Malformed("status: does not survive encoding")
    return payload


def _status_item_fields(item: StatusItem) -> dict[str, object]:
    fields: dict[str, object] = {
        "item_id": item.item_id,
        "kind": item.kind.value,
        "media": item.media.value,
        "added_at": item.added_at,
        "platforms": [
            {"name": each.name, "state": each.state.value} | ({} if each.at is None else {"at": each.at})
            for each in item.platforms
        ],
    }
    if item.withdrawn_at is not None:
        fields["withdrawn_at"] = item.withdrawn_at
    if item.ended is not None:
        ended = item.ended
        fields["ended"] = {"at": ended.at, "reason": ended.reason.value, "whole": ended.whole}
    return fields


def decode_status(payload: bytes) -> StatusReply:
    """Read an untrusted status payload strictly.

    Raises:
        Malformed: not canonical, not the schema, the same item twice.
    """
    fields = Fields(canonical.parse_canonical(payload), "status")
    fields.version()
    reply = StatusReply(
        message_id=fields.hexadecimal("message_id", 32),
        payload_sha256=fields.hexadecimal("payload_sha256", 64),
        case_id=fields.match("case_id", CASE_ID_PATTERN),
        items=fields.listed("items", _read_status_item, high=MAX_STATUS_ITEMS),
        next=fields.match("next", CURSOR_PATTERN) if fields.has("next") else None,
        received_at=fields.hour("received_at"),
    )
    fields.done()
    no_duplicates(tuple(item.item_id for item in reply.items), "status.items")
    return reply


def _read_status_item(untrusted: object, where: str) -> StatusItem:
    fields = Fields(untrusted, where)
    item = StatusItem(
        item_id=fields.hexadecimal("item_id", 32),
        kind=fields.choice("kind", ItemKind),
        media=fields.choice("media", Media),
        added_at=fields.hour("added_at"),
        withdrawn_at=fields.hour("withdrawn_at") if fields.has("withdrawn_at") else None,
        platforms=fields.listed("platforms", _read_platform, high=MAX_PLATFORMS),
        ended=_read_ended(fields.take("ended"), f"{where}.ended") if fields.has("ended") else None,
    )
    fields.done()
    no_duplicates(tuple(each.name for each in item.platforms), where)
    if item.ended is not None and item.ended.whole and item.withdrawn_at is None:
        raise Malformed(f"{where}.ended: as a whole, but not withdrawn")
    return item


def _read_ended(untrusted: object, where: str) -> Ended:
    fields = Fields(untrusted, where)
    word = fields.match("reason", WORD_PATTERN)
    known = EndReason(word) if word in set(EndReason) else EndReason.OTHER
    ended = Ended(fields.hour("at"), known, fields.boolean("whole"))
    fields.done()
    return ended


def _read_platform(untrusted: object, where: str) -> PlatformStatus:
    fields = Fields(untrusted, where)
    status = PlatformStatus(
        fields.text("name", 1, 64), fields.choice("state", PlatformState), fields.optional_integer("at")
    )
    fields.done()
    return status


def encode_refusal(refusal: Refusal) -> bytes:
    """Return the payload of a refusal: RFC 8785 JSON.

    Raises:
        Malformed: `decode_refusal` would refuse it.
    """
    payload = canonical.encode(
        {
            "v": 1,
            "message_id": refusal.message_id,
            "payload_sha256": refusal.payload_sha256,
            "reason": refusal.reason.value,
            "registry_time": refusal.registry_time,
        }
    )
    decode_refusal(payload)
    return payload


def decode_refusal(payload: bytes) -> Refusal:
    """Read an untrusted refusal payload strictly.

    Raises:
        Malformed: not canonical or not the schema.
    """
    fields = Fields(canonical.parse_canonical(payload), "refusal")
    fields.version()
    refusal = Refusal(
        message_id=fields.hexadecimal("message_id", 32),
        payload_sha256=fields.hexadecimal("payload_sha256", 64),
        reason=fields.choice("reason", RefusalReason),
        registry_time=fields.integer("registry_time"),
    )
    fields.done()
    return refusal
