"""The journal where nothing is kept: in memory, gone with the process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from stillmark.domain.kept import Confirmed, Intent


@dataclass(slots=True)
class MemoryJournal:
    """Implements `services.ports.Journal` without touching the disk.

    After a kill it is empty: then the twelve words suffice, because item ids follow from words and files and
    the registry unites what it already has.
    """

    _pending: dict[str, Intent] = field(default_factory=dict)
    _confirmed: dict[str, Confirmed] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def require_open(self) -> None:
        """Memory is always open."""

    def record(self, intents: Sequence[Intent]) -> None:
        """Write intents down; one that is known stays as it is."""
        with self._lock:
            for intent in intents:
                self._record(intent)

    def _record(self, intent: Intent) -> None:
        if intent.message_id not in self._confirmed:
            self._pending.setdefault(intent.message_id, intent)

    def replace(self, message_id: str, intent: Intent) -> None:
        """Put an intent in the place of another."""
        with self._lock:
            self._pending.pop(message_id, None)
            self._record(intent)

    def complete(self, confirmed: Confirmed) -> None:
        """Note that the intent was carried out and keep its verified receipt."""
        with self._lock:
            self._pending.pop(confirmed.message_id, None)
            self._confirmed.setdefault(confirmed.message_id, confirmed)

    def drop(self, message_id: str) -> None:
        """Forget an intent that the registry refused; one that is not open is no fault."""
        with self._lock:
            self._pending.pop(message_id, None)

    def pending(self) -> tuple[Intent, ...]:
        """Return open intents, oldest first."""
        with self._lock:
            return tuple(self._pending.values())

    def confirmed(self) -> tuple[Confirmed, ...]:
        """Return intents that were carried out, in that order."""
        with self._lock:
            return tuple(self._confirmed.values())
