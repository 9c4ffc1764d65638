"""What is kept between runs, if the person turned keeping on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from stillmark.domain.answers import Eligibility
from stillmark.domain.case import CaseView, Receipt


class KeepState(StrEnum):
    """Whether anything is on this disk, and whether its key is in memory."""

    OFF = "off"
    """Nothing of any case is on this disk."""
    LOCKED = "locked"
    """A store exists; its key is not in memory."""
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class KeptCase:
    """One case of the store, without its secret.

    Attributes:
        case_id: `XXXX-XXXX-XXXX-XXXX`.
        label: chosen by the person; may be empty.
        registry: `URL#ROOT_KEY_ID`; empty if none was chosen yet.
        registry_name: as the registry describes itself.
        eligibility: what was answered; None if nobody was asked.
        created, updated: UTC, to the second.
        last_view: what the registry reported last, None before the first time.
        names: file name by item id.
        receipts: verified, oldest first.
        waiting: messages of this case that are written down and not yet confirmed.
    """

    case_id: str
    label: str
    registry: str
    registry_name: str
    eligibility: Eligibility | None
    created: datetime
    updated: datetime
    last_view: CaseView | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    receipts: tuple[Receipt, ...] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """A signed message that was written down and whose receipt is missing.

    Attributes:
        message_id: 32 hexadecimal digits.
        registry: root key id of the registry it is for.
        case_id: of the case that signed it.
        kind: `submission` or `withdrawal`.
        item_ids: items it is about; empty for the take-back of a whole case.
    """

    message_id: str
    registry: str
    case_id: str
    kind: str
    item_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Intent:
    """A message that is written down before it is tried.

    Attributes:
        message_id: idempotency key, 32 hexadecimal digits.
        registry: root key id of the registry it is meant for.
        prepared: everything needed to send it again, as one opaque byte string.
    """

    message_id: str
    registry: str
    prepared: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An intent that was carried out, and the proof.

    Attributes:
        message_id: of the intent.
        document: the registry's signed receipt.
        descriptor: the registry's signed description of itself at that time; may be empty.
    """

    message_id: str
    document: bytes = field(repr=False)
    descriptor: bytes = field(default=b"", repr=False)
