"""What a support centre set up beforehand for the window of one computer."""

from __future__ import annotations

from dataclasses import dataclass

from stillmark.domain.answers import Kind

LOCK_MINUTES = (5, 10, 30)
"""After how many minutes without anybody the lock may come; Settings offers the same."""


@dataclass(frozen=True, slots=True)
class Preconfigured:
    """Where the window begins. A person can change the language and the lock for as long as it is open.

    Attributes:
        registries: addresses `URL#ROOT_KEY_ID` that are offered.
        language: tag of a language that has a catalogue; None for the system's.
        lock_after_minutes: one of `LOCK_MINUTES`; None for the usual.
        doors: which of the two ways pictures may come in; at least one.
    """

    registries: tuple[str, ...] = ()
    language: str | None = None
    lock_after_minutes: int | None = None
    doors: tuple[Kind, ...] = tuple(Kind)
