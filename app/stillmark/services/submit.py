"""Submit fingerprints: prepare the exact bytes, show them, send just those, verify the receipts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stillmark.domain.answers import Eligibility, Kind
from stillmark.domain.case import Receipt
from stillmark.domain.errors import ReplyNotVerified, WrongUse
from stillmark.domain.media import Hashed
from stillmark.services.access import CaseAccess
from stillmark.services.centre import CentreKey
from stillmark.services.connect import Clock, ConnectedRegistry
from stillmark.services.exchange import Exchange, receipt_of
from stillmark.services.puzzle import OnSolved, too_hard
from takedown_hashing.vocabulary import HashType, Media
from takedown_protocol.app_side import PreparedMessage, VerifiedReceipt, prepare_submission
from takedown_protocol.messages import Eligibility as ProtocolEligibility
from takedown_protocol.messages import HashEntry, ItemEntry, ItemKind, Submission, decode_message
from takedown_protocol.policy import judge


@dataclass(frozen=True, slots=True)
class SubmissionItem:
    """One picture and the door it came through."""

    picture: Hashed
    kind: Kind


@dataclass(frozen=True, slots=True)
class PreparedSubmission:
    """Signed and ready, not sent.

    Attributes:
        registry: whom it is for.
        case_id: case number.
        eligibility: adult or minor.
        items: what it covers, in order, without repeats of the same file.
        item_ids: one per item, same order.
        left_out: pictures whose fingerprints platforms would drop (quality below 50), or of which this
            registry takes none.
        fingerprint_count: hashes in all messages.
        messages: the signed messages; for the services alone.
    """

    registry: ConnectedRegistry
    case_id: str
    eligibility: Eligibility
    items: tuple[SubmissionItem, ...]
    item_ids: tuple[str, ...]
    left_out: tuple[SubmissionItem, ...]
    fingerprint_count: int
    messages: tuple[PreparedMessage, ...]

    @property
    def documents(self) -> tuple[bytes, ...]:
        """Exactly the bytes that were signed, one canonical JSON document per message."""
        return tuple(message.payload for message in self.messages)


class SubmitService:
    """Turns fingerprints into signed messages and messages into verified receipts."""

    def __init__(self, exchange: Exchange, clock: Clock = time.time) -> None:
        self._exchange = exchange
        self._clock = clock

    @staticmethod
    def sendable(picture: Hashed, registry: ConnectedRegistry) -> bool:
        """Whether anything of this file is of use to the platforms of this registry, and so would be sent.

        The one place that decides it: `prepare` leaves out exactly what this refuses.
        """
        return bool(_hashes(picture, registry))

    @staticmethod
    def asks_too_much(registry: ConnectedRegistry) -> bool:
        """Whether this registry asks for more computing than the app does; it may then publish later."""
        return too_hard(registry)

    def prepare(
        self,
        registry: ConnectedRegistry,
        access: CaseAccess,
        eligibility: Eligibility,
        items: Sequence[SubmissionItem],
        *,
        centre: CentreKey | None = None,
    ) -> PreparedSubmission:
        """Sign everything that would be sent; nothing leaves.

        Hashes of types the registry cannot serve are left out, and each picture keeps to the registry's
        budget, most useful views first; frames of videos do not count. A video of which no frame is of use
        to platforms is still sent where they know whole files (MD5).

        Raises:
            WrongUse: nothing to send, or the registry does not serve this age group.
        """
        if eligibility not in registry.info.serves:
            raise WrongUse(
                f"{registry.info.name} does not take pictures of people of this age.",
                next_step="Choose another registry; Help names services for every age.",
            )
        unique = {item.picture.sha256: item for item in reversed(items)}
        hashes = {sha256: _hashes(item.picture, registry) for sha256, item in unique.items()}
        kept = tuple(item for item in reversed(unique.values()) if hashes[item.picture.sha256])
        left_out = tuple(item for item in reversed(unique.values()) if not hashes[item.picture.sha256])
        useful = any(item.picture.useful for item in items)
        if useful and not set(registry.info.hash_types) & {HashType.PDQ, HashType.VPDQ}:
            raise WrongUse(
                f"{registry.info.name} does not take the kind of fingerprint that finds edited copies (PDQ).",
                next_step="Choose another registry.",
            )
        if not kept:
            raise WrongUse(
                "There is no picture with a usable fingerprint.",
                next_step="Add a picture that shows more detail.",
            )
        entries = tuple(
            ItemEntry(
                item_id=access.item_id(item.picture.sha256),
                kind=ItemKind(item.kind.value),
                media=item.picture.media,
                hashes=hashes[item.picture.sha256],
            )
            for item in kept
        )
        messages = self._sign(registry, access, eligibility, entries, centre)
        return PreparedSubmission(
            registry=registry,
            case_id=access.case_id,
            eligibility=eligibility,
            items=kept,
            item_ids=tuple(entry.item_id for entry in entries),
            left_out=left_out,
            fingerprint_count=sum(len(entry.hashes) for entry in entries),
            messages=messages,
        )

    def send(
        self,
        prepared: PreparedSubmission,
        access: CaseAccess,
        *,
        on_receipt: Callable[[Receipt, int, int], None] | None = None,
        centre: CentreKey | None = None,
        stopped: Callable[[], bool] = lambda: False,
        on_solved: OnSolved | None = None,
    ) -> tuple[Receipt, ...]:
        """Send every prepared message in turn; `on_receipt` hears of each (receipt, done, total).

        Before that comes what the registry asks of anonymous submissions (`puzzle`): `on_solved` hears how
        far it is, and `stopped` ends it. Whatever stops the rest, messages already receipted stay received,
        and sending all of it again changes nothing at the registry and returns the same receipts.

        Raises:
            Stopped: before anything was written down or sent.
            RegistryUnreachable, ReplyNotVerified, RegistryRefused, StorageFault: see `Exchange.carry`.
        """
        receipts = []
        self._exchange.solve(prepared.messages, prepared.registry, stopped=stopped, on_solved=on_solved)
        self._exchange.write_down(prepared.messages)
        for message in prepared.messages:

            def resign(offset: int, message: PreparedMessage = message) -> PreparedMessage:
                untouched = decode_message(message.payload)
                if not isinstance(untouched, Submission):  # pragma: no cover - we signed it ourselves
                    raise WrongUse
                (again,) = self._sign(
                    prepared.registry, access, prepared.eligibility, untouched.items, centre, offset
                )
                return again

            answer = self._exchange.carry(message, prepared.registry, resign)
            if not isinstance(answer, VerifiedReceipt):
                raise ReplyNotVerified
            receipts.append(receipt_of(answer, prepared.registry))
            if on_receipt:
                on_receipt(receipts[-1], len(receipts), len(prepared.messages))
        return tuple(receipts)

    def _sign(
        self,
        registry: ConnectedRegistry,
        access: CaseAccess,
        eligibility: Eligibility,
        entries: Sequence[ItemEntry],
        centre: CentreKey | None,
        clock_offset: int = 0,
    ) -> tuple[PreparedMessage, ...]:
        return prepare_submission(
            access.keys,
            registry.descriptor,
            now=int(self._clock()),
            eligibility=ProtocolEligibility(eligibility.value),
            items=tuple(entries),
            centre=centre.signing_key if centre else None,
            clock_offset=clock_offset,
        )


def _hashes(picture: Hashed, registry: ConnectedRegistry) -> tuple[HashEntry, ...]:
    """What is sent of one file: nothing if nothing of it is of use to platforms."""
    is_video = picture.media is Media.VIDEO
    served = set(HashType) if picture.useful else {HashType.MD5}
    if not is_video:
        # Platforms know whole files of videos alone.
        served.discard(HashType.MD5)
    worthwhile = [fingerprint for fingerprint in picture.fingerprints if fingerprint.type in served]
    # Of what the budget allows, the copy of a video that nobody edited comes first; frames come last.
    order = {HashType.MD5: 0, HashType.VPDQ: 2}
    worthwhile.sort(key=lambda fingerprint: order.get(fingerprint.type, 1))
    entries = tuple(
        HashEntry(
            type=fingerprint.type,
            value=fingerprint.value,
            view=fingerprint.view,
            quality=fingerprint.quality,
            frame=fingerprint.frame,
            time_ms=fingerprint.time_ms,
        )
        for fingerprint in worthwhile
    )
    return judge(entries, registry.descriptor)[0]
