"""The journal where nothing is kept: in memory, gone with the process."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock


@dataclass(frozen=True, slots=True)
class MemoryEntry:
    """One intent. Implements `services.ports.JournalEntry`."""

    message_id: str
    registry: str
    prepared: bytes


@dataclass(slots=True)
class MemoryJournal:
    """Implements `services.ports.Journal` without touching the disk.

    After a kill it is empty: then the twelve words suffice, because item ids follow from words and files and
    the registry unites what it already has.
    """

    _pending: dict[str, MemoryEntry] = field(default_factory=dict)
    _receipts: dict[str, bytes] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def record(self, message_id: str, registry: str, prepared: bytes) -> None:
        """Write an intent down; repeating the same one changes nothing."""
        with self._lock:
            if message_id not in self._receipts:
                self._pending[message_id] = MemoryEntry(message_id, registry, prepared)

    def complete(self, message_id: str, receipt: bytes) -> None:
        """Note that the intent was carried out and keep its verified receipt."""
        with self._lock:
            self._pending.pop(message_id, None)
            self._receipts[message_id] = receipt

    def drop(self, message_id: str) -> None:
        """Forget an intent that the registry refused; one that is not there is no fault."""
        with self._lock:
            self._pending.pop(message_id, None)

    def pending(self) -> tuple[MemoryEntry, ...]:
        """Return intents not yet completed, oldest first."""
        with self._lock:
            return tuple(self._pending.values())
