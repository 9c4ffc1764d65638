"""The practice platform: collects over real HTTP, "receives" edited copies of pictures, and answers.

It does what a platform's own software does, small: hash what was uploaded, look it up in the bank, send it to
review, block it. Its uploads are made from the files it is given; nothing is published anywhere.
"""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from takedown_hashing.edits import messenger_copy, mirrored_copy
from takedown_hashing.engine import PictureRefused, hash_upload
from takedown_hashing.vocabulary import USEFUL_QUALITY
from takedown_registry.platform.matching import Bank
from takedown_registry.platform.puller import FeedKeys, FeedProblem, Puller

INTERVAL_SECONDS: Final = 0.5
REVIEW_ROUNDS: Final = 2
"""So many rounds a match stays in review before it is blocked: long enough to be seen."""
_LOG: Final = logging.getLogger("takedown_registry.practice")


@dataclass(slots=True)
class _Review:
    """What happens to hashes that uploads matched.

    Attributes:
        cases: active cases of every hash in the bank.
        answered: the cases for which a match was sent to review; a case that joins later is answered too.
        rounds: how many rounds a match has been in review.
    """

    cases: dict[str, frozenset[str]] = field(default_factory=dict)
    answered: dict[str, frozenset[str]] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)


class PracticePlatform(threading.Thread):
    """Pulls, matches and gives feedback about twice a second until stopped."""

    def __init__(
        self, address: str, subscription_key: str, keys: Mapping[str, str], uploads: Sequence[Path]
    ) -> None:
        """Prepare; nothing is read or sent yet.

        Args:
            address: of the registry.
            subscription_key: the platform's.
            keys: its function keys by the names that `platform add` prints.
            uploads: pictures of which edited copies "turn up".
        """
        super().__init__(name="practice-platform", daemon=True)
        self._bank = Bank()
        self._puller = Puller(
            address,
            FeedKeys(
                subscription_key,
                keys["fetch_function_key"],
                keys["feedback_function_key"],
                keys["acknowledge_function_key"],
            ),
            self._bank,
            seconds=10.0,
        )
        self._uploads = tuple(uploads)
        self._stopping = threading.Event()
        self._review = _Review()

    def run(self) -> None:
        """Work until `stop`."""
        uploaded = self._receive()
        seen: list[str] = []
        while not self._stopping.wait(INTERVAL_SECONDS):
            seen += next(uploaded, ())
            try:
                self._round(seen)
            except FeedProblem as problem:
                # The next round does the same again; a registry that is stopping is no news.
                _LOG.info("practice round put off: %s", problem)
        self._puller.close()

    def stop(self) -> None:
        """End the work and wait for it."""
        self._stopping.set()
        if self.is_alive():
            self.join(timeout=5)

    def _receive(self) -> Iterator[list[str]]:
        """Yield the hashes of edited copies, one picture a round, as a platform computes them."""
        for path in self._uploads:
            hashes = []
            for edit in (messenger_copy, mirrored_copy):
                try:
                    with path.open("rb") as original:
                        copy = edit(original)
                    value, quality = hash_upload(io.BytesIO(copy))
                except (OSError, PictureRefused) as error:
                    _LOG.warning("a practice upload cannot be used: %s", type(error).__name__)
                    continue
                if quality >= USEFUL_QUALITY:
                    hashes.append(value)
            yield hashes

    def _round(self, uploads: Sequence[str]) -> None:
        pulled = self._puller.pull()
        review = self._review
        review.cases.update(pulled.cases)
        for value in pulled.removed:
            for known in (review.cases, review.answered, review.rounds):
                known.pop(value, None)
        ripe = {value for value, rounds in review.rounds.items() if rounds >= REVIEW_ROUNDS}
        if ripe:
            self._puller.give_feedback(ripe, "Blocked")
        review.rounds = {value: rounds + 1 for value, rounds in review.rounds.items() if value not in ripe}
        matched = {match.value for upload in uploads for match in self._bank.match(upload)}
        nobody: frozenset[str] = frozenset()
        new = {v for v in matched if review.cases.get(v, nobody) - review.answered.get(v, nobody)}
        if new:
            self._puller.give_feedback(new, "PendingReview")
            review.rounds.update(dict.fromkeys(new, 0))
            review.answered.update({value: review.cases[value] for value in new})
