"""Collects a registry's feed into a bank in memory, honours withdrawals, confirms them, gives feedback.

For platforms whose matching software does not already speak the feed's interface, or that want withdrawals
honoured: the stock client turns a withdrawn record into a live one. (`hma` keeps HMA's bank instead.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from takedown_registry.platform.feed_client import (
    FROM_THE_START,
    IMAGE_PDQ,
    FeedClient,
    FeedKeys,
    FeedProblem,
    Record,
)

__all__ = ["FeedKeys", "FeedProblem", "HashBank", "Pulled", "Puller"]


class HashBank(Protocol):
    """Where a platform keeps hashes; both must be harmless if repeated."""

    def add(self, value: str) -> None:
        """Hold a hash."""
        ...

    def remove(self, value: str) -> bool:
        """Let go of a hash; returns whether it was held."""
        ...


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one pull changed in the bank.

    Attributes:
        cases: per hash that was (or again was) added, the opaque numbers of its active cases.
        removed: hashes that were held and no longer are.
    """

    cases: dict[str, frozenset[str]]
    removed: tuple[str, ...]


class Puller:
    """Keeps a bank equal to a registry's feed. One thread at a time.

    Attributes:
        checkpoint: where the next pull starts; keep it with the bank, and only after the bank is safe.
    """

    def __init__(
        self,
        address: str,
        keys: FeedKeys,
        bank: HashBank,
        *,
        checkpoint: int = FROM_THE_START,
        page_size: int = 800,
        seconds: float = 30.0,
    ) -> None:
        """Prepare; nothing is sent yet.

        Args:
            address: of the registry, without `/v1`.
            keys: of the platform.
            bank: is written to.
            checkpoint: of an earlier puller of the same bank.
            page_size: records per page.
            seconds: time-out per request.
        """
        self._client = FeedClient(address, keys, seconds=seconds)
        self._bank = bank
        self._page_size = page_size
        self.checkpoint = checkpoint

    def pull(self) -> Pulled:
        """Collect everything new, page by page, then confirm the withdrawals that were carried out.

        Raises:
            FeedProblem: it broke off; what came so far is in the bank, and the next pull continues there.
        """
        cases: dict[str, frozenset[str]] = {}
        removed: list[str] = []
        for page in self._client.pages(self.checkpoint, page_size=self._page_size):
            try:
                self._apply(page.records, cases, removed)
            except ValueError as error:
                raise FeedProblem("the registry sent a page that cannot be read") from error
            if page.withdrawals:
                self._client.acknowledge(page.ack_token)
            if page.token is None:
                # Only at the end: the pages of one sync belong to its own start.
                self.checkpoint = max(self.checkpoint, page.newest)
        return Pulled(cases, tuple(removed))

    def give_feedback(self, values: Iterable[str], feedback: str, tags: Iterable[str] = ()) -> None:
        """Tell the registry what became of matches (`PendingReview`, `Blocked`, `NotBlocked`, ...).

        Raises:
            FeedProblem: it was not taken.
        """
        self._client.give_feedback(values, feedback, tags)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _apply(self, records: Iterable[Record], cases: dict[str, frozenset[str]], removed: list[str]) -> None:
        for record in records:
            if record.signal != IMAGE_PDQ:
                continue
            if record.active:
                self._bank.add(record.value)
                cases[record.value] = record.cases
            else:
                cases.pop(record.value, None)
                if self._bank.remove(record.value):
                    removed.append(record.value)
