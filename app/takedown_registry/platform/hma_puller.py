"""Keeps a bank of Hasher-Matcher-Actioner equal to a registry's feed, and acknowledges what it did.

HMA's own `stop_ncii` exchange pulls the same feed but ignores withdrawal; this one deletes. Every step can be
repeated after a crash at any point:

1. hashes about to be added are written down, then added, then their content ids are written down. After a
   crash in between, the contents that HMA made since are looked through (`_recover`), because adding twice
   would leave one behind that no withdrawal finds;
2. deletions are harmless if repeated. Whatever else HMA's index has with exactly that hash in this bank is
   deleted along with it;
3. only then is the page written down as done, and only then acknowledged. What is done but not acknowledged
   is acknowledged by the next run.

After a sync from the start (the first, or one after so long a pause that withdrawals may have been missed)
hashes that the feed no longer has are deleted as well, before anything is acknowledged.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from takedown_registry.platform.feed_client import (
    FROM_THE_START,
    GONE,
    IMAGE_PDQ,
    STALE_SECONDS,
    FeedClient,
    FeedProblem,
    Page,
)
from takedown_registry.platform.hma import HmaBank, HmaProblem
from takedown_registry.platform.hma_state import State

_LOG: Final = logging.getLogger(__name__)
SETTLE_SECONDS: Final = 2.0
"""How long a request that was cut off may still be under way in HMA."""
_LOOK_AT_ONCE: Final = 1000
_PDQ: Final = re.compile("[0-9a-f]{64}")
T = TypeVar("T")


@dataclass(slots=True)
class Pulled:
    """What one pull did.

    Attributes:
        added, deleted: hashes.
        held: hashes in the bank afterwards.
        acknowledged: whether every withdrawal that was read is acknowledged.
    """

    added: int = 0
    deleted: int = 0
    held: int = 0
    acknowledged: bool = True


class HmaPuller:
    """One registry's feed into one bank. One thread at a time; adds with several."""

    def __init__(
        self,
        feed: FeedClient,
        bank: HmaBank,
        state: State,
        *,
        page_size: int = 800,
        threads: int = 4,
        clock: Callable[[], float] = time.time,
        settle: float = SETTLE_SECONDS,
    ) -> None:
        """Prepare; nothing is sent yet.

        Args:
            feed: of the registry.
            bank: is written to, and by nobody else.
            state: what earlier pulls of this feed into this bank left.
            page_size: records per page.
            threads: requests to HMA at once.
            clock: Unix seconds.
            settle: see `SETTLE_SECONDS`.
        """
        self._feed = feed
        self._bank = bank
        self._state = state
        self._page_size = page_size
        self._threads = threads
        self._clock = clock
        self._settle = settle
        self._done = Pulled()

    def pull(self) -> Pulled:
        """Bring the bank up to date and acknowledge it.

        Raises:
            FeedProblem: the registry could not be read; the next pull goes on where this one stopped.
            HmaProblem: HMA could not be written; likewise.
        """
        self._done = Pulled()
        self._bank.ensure()
        self._recover()
        self._acknowledge()
        away = self._clock() - self._state.progress.pulled_at
        if self._state.progress.pulled_at and away > STALE_SECONDS and not self._state.progress.sweep:
            self._begin_anew()
        fresh = True
        while fresh:
            # A sync from the start does not bring what changed while it ran: one more pass does.
            fresh = self._state.progress.stamp <= FROM_THE_START
            try:
                self._sync()
            except FeedProblem as problem:
                if problem.status != GONE:
                    raise
                _LOG.warning("the registry was restored from a backup; beginning anew")
                self._begin_anew()
                self._sync()
                fresh = True
            fresh = fresh and self._state.progress.stamp > FROM_THE_START
        self._sweep()
        self._acknowledge()
        self._state.note(replace(self._state.progress, pulled_at=int(self._clock())))
        self._done.held = self._state.count()
        self._done.acknowledged = not self._state.progress.ack_tokens
        return self._done

    def _sync(self) -> None:
        token = self._state.progress.token
        if token is not None:
            try:
                self._carry_out(
                    self._feed.page(self._state.progress.stamp, token=token, page_size=self._page_size)
                )
            except FeedProblem as problem:
                if problem.status != 400:
                    raise
                # Keys of the registry that are no longer used: this sync cannot go on, only begin anew.
                _LOG.warning("the registry does not know the page token of the last pull; beginning anew")
                self._begin_anew()
            else:
                if self._state.progress.token is None:
                    return
        progress = self._state.progress
        for page in self._feed.pages(progress.stamp, token=progress.token, page_size=self._page_size):
            self._carry_out(page)

    def _begin_anew(self) -> None:
        progress = self._state.progress
        self._state.note(
            replace(progress, stamp=FROM_THE_START, token=None, round=progress.round + 1, sweep=True)
        )

    def _carry_out(self, page: Page) -> None:
        pdq = [each for each in page.records if each.signal == IMAGE_PDQ and _PDQ.fullmatch(each.value)]
        active = [record.value for record in pdq if record.active]
        known = self._state.held(record.value for record in pdq)
        self._add([value for value in active if value not in known])
        self._delete([(record.value, known.get(record.value)) for record in pdq if not record.active])
        before = self._state.progress
        ended = page.token is None
        # A sync from the start tells by what it leaves out; it has no withdrawals of its own to confirm.
        tells = page.withdrawals or (ended and before.stamp <= FROM_THE_START)
        # The first one of a sweep is of that sync and confirms more than later ones do.
        tokens = (*before.ack_tokens[:1], page.ack_token) if before.sweep else (page.ack_token,)
        self._state.page_done(
            active,
            replace(
                before,
                stamp=max(before.stamp, page.newest) if ended else before.stamp,
                token=page.token,
                ack_tokens=tokens if tells else before.ack_tokens,
            ),
        )
        if not before.sweep:
            self._acknowledge()

    def _add(self, values: Sequence[str]) -> None:
        if not values:
            return
        if not self._state.progress.floor:
            self._state.note(replace(self._state.progress, floor=self._newest_id()))
        self._state.intend(values)
        contents: dict[str, int] = {}

        def add(value: str) -> None:
            contents[value] = self._bank.add(value)

        try:
            self._at_once(add, values)
        finally:
            self._state.added(contents)
        self._done.added += len(contents)

    def _delete(self, contents: Sequence[tuple[str, int | None]]) -> None:
        if not contents:
            return
        gone: list[str] = []

        def delete(content: tuple[str, int | None]) -> None:
            value, content_id = content
            others = self._bank.indexed(value)
            for each in {*others, *(() if content_id is None else (content_id,))}:
                self._bank.delete(each, value)
            if content_id is not None:
                gone.append(value)

        try:
            self._at_once(delete, contents)
        finally:
            self._state.removed(gone)
        self._done.deleted += len(gone)

    def _sweep(self) -> None:
        if self._state.progress.sweep:
            self._delete(self._state.stale())
            self._state.note(replace(self._state.progress, sweep=False))

    def _acknowledge(self) -> None:
        progress = self._state.progress
        if not progress.ack_tokens or progress.sweep:
            return
        for token in progress.ack_tokens:
            try:
                self._feed.acknowledge(token)
            except FeedProblem as problem:
                if problem.status != 400:
                    raise
                _LOG.warning("the registry does not know the acknowledgement token of the last pull")
        self._state.note(replace(progress, ack_tokens=()))

    def _recover(self) -> None:
        """Find out which of the hashes that were about to be added have a content in HMA."""
        pending = self._state.pending()
        if not pending:
            return
        time.sleep(self._settle)
        newest = self._newest_id()
        # Before the first floor was known there was nothing but a probe, and no telling where to look.
        first = self._state.progress.floor + 1 if self._state.progress.floor else newest
        found: dict[str, int] = {}
        for content_id, value in self._look_through(first, newest):
            probe = pending.get(value)
            if probe or (probe is False and found.setdefault(value, content_id) != content_id):
                self._bank.delete(content_id, value)
        self._state.recovered(found, newest)
        self._done.added += len(found)

    def _newest_id(self) -> int:
        """Make a content with a hash that nothing matches, delete it, and return its id.

        Ids rise: whatever was made before has a lower one.
        """
        nothing = secrets.token_hex(32)
        self._state.intend([nothing], probe=True)
        newest = self._bank.add(nothing)
        self._bank.delete(newest, nothing)
        self._state.probed(nothing)
        return newest

    def _look_through(self, first: int, end: int) -> Iterator[tuple[int, str]]:
        """Yield what this bank has between two content ids."""
        for begin in range(first, end, _LOOK_AT_ONCE):
            looked: dict[int, str] = {}

            def look(content_id: int, looked: dict[int, str] = looked) -> None:
                value = self._bank.value_of(content_id)
                if value is not None:
                    looked[content_id] = value

            self._at_once(look, range(begin, min(begin + _LOOK_AT_ONCE, end)))
            yield from sorted(looked.items())

    def _at_once(self, work: Callable[[T], None], each: Iterable[T]) -> None:
        """Do some work with several threads; after a failure begin no more, and raise it at the end."""
        with ThreadPoolExecutor(self._threads, "hma") as pool:
            futures = [pool.submit(work, one) for one in each]
            wait(futures, return_when=FIRST_EXCEPTION)
            for future in futures:
                future.cancel()
        for future in futures:
            if not future.cancelled():
                future.result()


__all__ = ["HmaProblem", "HmaPuller", "Pulled"]
