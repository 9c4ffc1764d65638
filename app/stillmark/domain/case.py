"""A case as the app shows it: what was chosen, what was received, what platforms did with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stillmark.domain.answers import Eligibility, Kind
from takedown_hashing.vocabulary import Media


class PlatformState(StrEnum):
    """What one platform is known to have done with one item, in the order of `rank`."""

    NOT_COLLECTED = "not-collected"
    COLLECTED = "collected"
    PENDING_REVIEW = "pending-review"
    NOT_BLOCKED = "not-blocked"
    BLOCKED = "blocked"
    TAKE_BACK_ASKED = "take-back-asked"
    TAKEN_BACK = "taken-back"


class EndReason(StrEnum):
    """Why those who run a registry took an item out of it; `OTHER`: for a reason that came after this app."""

    NOT_INTIMATE = "not-intimate"
    TOO_COMMON = "too-common"
    NOT_SERVED = "not-served"
    FLOOD = "flood"
    ORDERED = "ordered"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Ended:
    """The registry itself took an item out: in which hour (UTC), why, and whether all of it or some of its
    fingerprints only.
    """

    at: datetime
    reason: EndReason
    whole: bool


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """One platform and what it is known to have done with one item.

    Attributes:
        name: as the registry names the platform.
        state: newest known state.
        at: when that state began (UTC), None where nothing happened yet.
    """

    name: str
    state: PlatformState
    at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseItem:
    """One item of a case as the registry reports it.

    Attributes:
        item_id: 32 hexadecimal digits.
        kind: which door it came through.
        media: picture or video.
        added: hour in which it was received (UTC).
        taken_back: hour in which it ended (UTC), None while it is active.
        platforms: one row per platform taking part.
        ended: what the registry took out of it by itself, None if nothing.
    """

    item_id: str
    kind: Kind
    media: Media
    added: datetime
    taken_back: datetime | None
    platforms: tuple[PlatformRow, ...]
    ended: Ended | None = None

    @property
    def taken_out(self) -> bool:
        """Whether it was not its person who ended it, but the registry."""
        return self.ended is not None and self.ended.whole


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as the registry reports it, checked at `checked` (UTC)."""

    case_id: str
    items: tuple[CaseItem, ...]
    checked: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt whose signature and content were verified.

    Attributes:
        message_id: 32 hexadecimal digits.
        case_id: `XXXX-XXXX-XXXX-XXXX`.
        received: hour (UTC) the registry signed.
        item_ids: items this receipt covers; empty for the take-back of a whole case.
        accepted: number of fingerprints accepted.
        refused: number of fingerprints refused.
        document: the signed receipt itself, canonical JSON, for keeping and later verification.
        descriptor: the registry's signed description of itself at that time; with it, the document and the
            root key id alone, anybody can verify the receipt later, even if the registry is gone.
    """

    message_id: str
    case_id: str
    received: datetime
    item_ids: tuple[str, ...]
    accepted: int
    refused: int
    document: bytes
    descriptor: bytes = b""


@dataclass(frozen=True, slots=True)
class RegistryInfo:
    """A registry whose signed descriptor was verified.

    Attributes:
        address: where it is, `scheme://host[:port]`.
        root_key_id: 64 hexadecimal digits; its identity.
        name, operator: as it describes itself.
        serves: whose pictures it takes.
        countries: ISO 3166 codes; empty means everywhere.
        hash_types: what it can really serve to platforms.
        max_hashes_per_item: its budget per picture.
        platforms: names of platforms taking part.
        retention_days: how long it keeps a fingerprint.
        terms: address of its terms, or an empty string.
        first_seen: the root key was not known before and is trusted on this first use.
    """

    address: str
    root_key_id: str
    name: str
    operator: str
    serves: tuple[Eligibility, ...]
    countries: tuple[str, ...]
    hash_types: tuple[str, ...]
    max_hashes_per_item: int
    platforms: tuple[str, ...]
    retention_days: int
    terms: str
    first_seen: bool = False
