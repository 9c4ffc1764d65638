"""The one door for people's messages: opens, recognises repeats, applies, confirms.

The order is the protocol's: who signed, is it a repeat, is it in time, is it served; then content, id and
receipt payload are committed together, and only what is committed is signed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select, update
from sqlalchemy.sql.elements import ColumnElement

from takedown_hashing.vocabulary import HashType, Media
from takedown_protocol.descriptor import Descriptor
from takedown_protocol.errors import Malformed, NotSolved, TooLarge
from takedown_protocol.messages import (
    ENDED,
    MAX_STATUS_ITEMS,
    ItemEntry,
    StatusRequest,
    Submission,
    Withdrawal,
)
from takedown_protocol.policy import Judgement, judge
from takedown_protocol.puzzle import check as check_puzzle
from takedown_protocol.registry_side import (
    OpenedMessage,
    Refusable,
    check_clock,
    check_served,
    make_receipt,
    open_message,
    seal_receipt,
    seal_refusal,
    seal_status,
)
from takedown_protocol.replies import (
    HashRefusal,
    Receipt,
    RefusalReason,
    RefusedHash,
    StatusReply,
    encode_receipt,
    encode_status,
)
from takedown_registry.accounts import centre_key, centre_row_id
from takedown_registry.cases import SIGNAL_OF, Signal, add_items, open_case, withdraw, withdrawn_among
from takedown_registry.database import Database
from takedown_registry.descriptor import policy
from takedown_registry.keys import KeyRing
from takedown_registry.marks import Marks
from takedown_registry.quotas import Quotas, publish_after
from takedown_registry.schema import messages
from takedown_registry.settings import Settings
from takedown_registry.sql import insert_columns
from takedown_registry.status import status_page


class Intake:
    """Answers sealed messages. Safe to use from several threads."""

    def __init__(self, database: Database, settings: Settings, keys: KeyRing) -> None:
        self._database = database
        self._settings = settings
        self._keys = keys

    def answer(self, untrusted_body: bytes, now: int, untrusted_puzzle: str | None = None) -> bytes:
        """Return the sealed reply to a sealed message: receipt, status or signed refusal.

        Args:
            untrusted_body: as posted, at most 256 KiB.
            now: Unix seconds.
            untrusted_puzzle: the header `puzzle.HEADER`; without a solution an anonymous submission is taken
                all the same, and shown to platforms later.

        Raises:
            UniformProblem: it could not be verified as a case's message; tell nobody why.
            DatabaseUnavailable: nothing was changed; for the app the same as a network fault.
        """
        try:
            opened = open_message(
                untrusted_body,
                sealing_keys=self._keys.opening_pairs(),
                root_key_id=self._keys.root_id,
                centre_key=self._centre_key,
            )
            return self._apply(opened, now, untrusted_puzzle)
        except Refusable as refused:
            return seal_refusal(refused, now=now, reply_signer=self._keys.reply_at(now))

    def _centre_key(self, key_id: str) -> bytes | None:
        with self._database.read() as connection:
            return centre_key(connection, key_id)

    def _apply(self, opened: OpenedMessage, now: int, untrusted_puzzle: str | None) -> bytes:
        if isinstance(opened.message, StatusRequest):
            check_clock(opened, now)
            return self._status(opened, opened.message, now)
        # Writers wait for each other, so all that can be worked out before is worked out before.
        judged = _Judged.of(opened, policy(self._settings, self._keys, now), now, untrusted_puzzle)
        with self._database.write() as connection:
            receipt = _earlier_receipt(connection, judged, now)
            if receipt is None:
                check_clock(opened, now)
                check_served(opened, judged.descriptor)
                receipt = _carry_out(connection, judged, self._settings.quotas, self._keys, now)
        return seal_receipt(receipt, opened, self._keys.reply_at(now))

    def _status(self, opened: OpenedMessage, request: StatusRequest, now: int) -> bytes:
        limit, case_key, tell_ended = MAX_STATUS_ITEMS, opened.header.case_key.hex(), ENDED in request.knows
        while True:
            with self._database.read() as connection:
                page = status_page(connection, case_key, request.after, limit, tell_ended=tell_ended)
            reply = StatusReply(
                message_id=opened.header.message_id,
                payload_sha256=opened.payload_sha256,
                case_id=opened.case_id,
                items=page.items,
                next=page.next,
                received_at=now - now % 3600,
            )
            try:
                return seal_status(encode_status(reply), opened, self._keys.reply_at(now))
            except (TooLarge, Malformed):
                # Many platforms with long names: fewer items on the page. (JSON beyond 256 KiB is Malformed.)
                if limit == 1:
                    raise
                limit //= 2


@dataclass(frozen=True, slots=True)
class _Judged:
    """A message, what is accepted of it, and the receipt that says so if nothing of it was taken back."""

    opened: OpenedMessage
    descriptor: Descriptor
    judgements: Mapping[str, Judgement]
    accepted: tuple[tuple[ItemEntry, list[Signal]], ...]
    receipt: bytes
    solved: bool

    @classmethod
    def of(
        cls, opened: OpenedMessage, descriptor: Descriptor, now: int, untrusted_puzzle: str | None
    ) -> _Judged:
        message = opened.message
        items = message.items if isinstance(message, Submission) else ()
        judgements = {item.item_id: judge(item.hashes, descriptor) for item in items}
        accepted = tuple(
            (item, _signals(replace(item, hashes=judgements[item.item_id][0]))) for item in items
        )
        right = bool(accepted) and _solved(opened, descriptor.puzzle_bits, untrusted_puzzle)
        receipt = _receipt(opened, descriptor, judgements, now)
        return cls(opened, descriptor, judgements, accepted, receipt, right)


def _solved(opened: OpenedMessage, bits: int, untrusted_puzzle: str | None) -> bool:
    """Whether a submission goes out with those whose puzzle was solved; it is taken in any case."""
    if opened.vouched_by is not None:
        return True  # its centre's own quota decides
    try:
        check_puzzle(opened.payload_sha256, bits, untrusted_puzzle)
    except NotSolved:
        return False
    return True


def _receipt(
    opened: OpenedMessage,
    descriptor: Descriptor,
    judgements: Mapping[str, Judgement],
    now: int,
    withdrawn: Collection[str] = (),
) -> bytes:
    made = make_receipt(opened, descriptor, now=now, withdrawn=withdrawn, judged=judgements)
    if isinstance(opened.message, Submission):
        made = _refuse_picture_md5(made, opened.message)
    return encode_receipt(made)


def _carry_out(connection: Connection, judged: _Judged, quotas: Quotas, keys: KeyRing, now: int) -> bytes:
    """Do what a message says that was noted already; returns the receipt payload."""
    opened, receipt = judged.opened, judged.receipt
    message, case_key = opened.message, opened.header.case_key.hex()
    case = open_case(connection, case_key, Marks(keys, case_key))
    if isinstance(message, Submission):
        gone = withdrawn_among(connection, case, [item.item_id for item in message.items])
        if gone:
            receipt = _receipt(opened, judged.descriptor, judged.judgements, now, gone)
            connection.execute(update(messages).where(*_this(opened)).values(receipt=receipt))
        live = [each for each in judged.accepted if each[0].item_id not in gone]
        if live:
            centre = centre_row_id(connection, opened.vouched_by)
            add_items(
                connection,
                case,
                live,
                eligibility=message.eligibility,
                centre=centre,
                now=now,
                publish_after=publish_after(
                    connection, quotas, centre=centre, solved=judged.solved, pictures=len(live), now=now
                ),
            )
    elif isinstance(message, Withdrawal):
        withdraw(connection, case, message.item_ids, now)
    return receipt


def _earlier_receipt(connection: Connection, judged: _Judged, now: int) -> bytes | None:
    """Return the receipt payload of an exact repeat; a message that is new is noted with its own.

    Raises:
        Refusable: the id was used for another payload.
    """
    case_key, message_id, payload_sha256 = judged.opened.idempotency_key
    rest = {
        "message_id": message_id,
        "payload_sha256": payload_sha256,
        "receipt": judged.receipt,
        "received_at": now,
    }
    # Nearly all are new: noting one finds out, with one statement, whether it was there.
    key = {"case_key": [case_key.hex()]}
    returning = [messages.c.message_id]
    if insert_columns(connection, messages, key, same=rest, keep=True, returning=returning):
        return None
    known = connection.execute(select(messages).where(*_this(judged.opened))).one()
    if known.payload_sha256 != payload_sha256:
        raise judged.opened.refuse(RefusalReason.MESSAGE_ID_REUSED)
    return bytes(known.receipt)


def _this(opened: OpenedMessage) -> tuple[ColumnElement[bool], ...]:
    case_key, message_id, _ = opened.idempotency_key
    return messages.c.case_key == case_key.hex(), messages.c.message_id == message_id


def _signals(item: ItemEntry) -> list[Signal]:
    return [
        (SIGNAL_OF[each.type], each.value) for each in item.hashes if not _is_picture_md5(each.type, item)
    ]


def _is_picture_md5(hash_type: HashType, item: ItemEntry) -> bool:
    return hash_type is HashType.MD5 and item.media is Media.IMAGE


def _refuse_picture_md5(receipt: Receipt, message: Submission) -> Receipt:
    """Platforms know MD5 for videos only, so that of a picture would be accepted in vain."""
    corrected = []
    for item, entry in zip(receipt.items, message.items, strict=True):
        already = {(each.type, each.view, each.value) for each in item.refused}
        more = tuple(
            RefusedHash(each.type, each.view, each.value, HashRefusal.TYPE_NOT_SERVED)
            for each in entry.hashes
            if _is_picture_md5(each.type, entry) and (each.type, each.view, each.value) not in already
        )
        corrected.append(replace(item, accepted=item.accepted - len(more), refused=item.refused + more))
    return replace(receipt, items=tuple(corrected))
