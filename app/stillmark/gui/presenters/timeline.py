"""What happened to a case so far, in order: from what the registry signed, nothing else. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from stillmark.domain.case import CaseItem, PlatformState


class Event(Enum):
    """What the registry itself did."""

    RECEIVED = "received"
    TAKE_BACK_RECEIVED = "take-back-received"
    TAKEN_OUT = "taken-out"
    PARTLY_TAKEN_OUT = "partly-taken-out"


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline: the same thing on the same day with so many pictures.

    Attributes:
        at: the newest of them (UTC).
        what: done by the registry, or the state of a platform.
        platform: its name; empty for the registry.
        pictures: how many.
    """

    at: datetime
    what: Event | PlatformState
    platform: str
    pictures: int

    @property
    def key(self) -> str:
        """What makes it the same line when it is told again."""
        return f"{self.at:%Y-%m-%d}/{self.platform}/{self.what.value}"


def timeline(items: Sequence[CaseItem]) -> tuple[Happening, ...]:
    """Bring together what is dated in a case, the newest first; days are those of this computer's time zone.

    What did not happen has no date, and so no line.
    Of each platform only the newest state of each picture is reported, so earlier ones are not in it.
    """
    found: dict[tuple[date, Event | PlatformState, str], list[datetime]] = {}

    def add(at: datetime | None, what: Event | PlatformState, platform: str = "") -> None:
        if at is not None:
            found.setdefault((at.astimezone().date(), what, platform), []).append(at)

    for item in items:
        add(item.added, Event.RECEIVED)
        if item.ended is not None:
            add(item.ended.at, Event.TAKEN_OUT if item.ended.whole else Event.PARTLY_TAKEN_OUT)
        if not item.taken_out:
            add(item.taken_back, Event.TAKE_BACK_RECEIVED)
        for row in item.platforms:
            add(row.at, row.state, row.name)
    lines = [
        Happening(max(times), what, platform, len(times)) for (_, what, platform), times in found.items()
    ]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))
