"""What a registry that was restored from a backup forgot, and how platforms notice.

What happened after the backup was made is lost: submissions and withdrawals alike. A platform that read the
feed in that time holds things that the registry no longer knows, and would never hear that they were taken
back. So the restored registry goes on with stamps beyond any that it can have given out, and whoever comes
with one of the lost time in hand is told to begin anew (410): a sync from the start tells all that is true.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from takedown_registry.files import write_private

FILE: Final = "lost-time.json"
AHEAD_SECONDS: Final = 3600
"""Stamps can run ahead of the clock by one for each time that platforms were shown changes in a second."""


@dataclass(frozen=True, slots=True)
class LostTime:
    """Stamps that were given out and are no longer known: `after` < stamp <= `until`."""

    after: int
    until: int

    def covers(self, stamp: int) -> bool:
        """Whether a reader with this stamp in hand knows more than the registry does."""
        return self.after < stamp <= self.until


def read_lost(data: Path) -> tuple[LostTime, ...]:
    """Return all that was ever lost."""
    file = data / FILE
    if not file.exists():
        return ()
    return tuple(LostTime(int(each["after"]), int(each["until"])) for each in json.loads(file.read_text()))


def note_lost(data: Path, lost: LostTime) -> None:
    """Write down one more."""
    every = [*read_lost(data), lost]
    text = json.dumps([{"after": each.after, "until": each.until} for each in every])
    write_private(data / FILE, text.encode() + b"\n")
