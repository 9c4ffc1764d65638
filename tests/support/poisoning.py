"""False reporters among honest people, against a real registry whose clock is turned by hand.

Everything but the network is real: messages are signed, sealed, opened, judged and stored; platforms read the
feed page by page and say what they saw. A false case carries fingerprints of pictures that are nobody's.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from support.world import World, receipt_of
from takedown_hashing.vocabulary import HashType, Media
from takedown_protocol import app_side, puzzle
from takedown_protocol.identity import CaseSecret
from takedown_protocol.messages import Eligibility, HashEntry, ItemEntry, ItemKind
from takedown_protocol.signing import SigningKey
from takedown_registry.accounts import add_centre, revoke_centre
from takedown_registry.feedback import Feedback, take_feedback
from takedown_registry.quotas import Quotas
from takedown_registry.settings import Settings

HOUR, DAY = 3600, 86400
BITS = 1
"""Of the puzzle here: the rule is the same at any number, and what it costs is measured apart."""
CENTRES = 4
STEP = 1800
"""Platforms collect this often (seconds); delays are told as finely as that."""
SIZES = ((1, 40), (2, 20), (3, 15), (6, 14), (10, 6), (25, 4), (50, 1))
"""How many pictures an honest case has, and how many of a hundred cases have so many."""
VOUCHED, SOLVED, UNSOLVED = "vouched", "solved", "unsolved"
HONEST_WAYS = ((VOUCHED, 30), (SOLVED, 65), (UNSOLVED, 5))


@dataclass(frozen=True, slots=True)
class Attack:
    """What false reporters do.

    Attributes:
        name: in words.
        cases: how many they make.
        pictures: of each, 1 to 50.
        way: `SOLVED`, `UNSOLVED`, or `VOUCHED` with the stolen key of a centre.
        hours: so long they take, from the start of the third day.
        revoked_after: hours until that key is revoked.
    """

    name: str
    cases: int
    pictures: int
    way: str
    hours: float = 1
    revoked_after: float = 0


@dataclass(frozen=True, slots=True)
class Crowd:
    """The honest people, and the platform that looks at what matches.

    Attributes:
        cases: how many, evenly over `days`.
        match_hours: a false fingerprint meets the picture it was made from after so long, on average.
        reviews_per_hour: so many matches of false fingerprints the platform looks at.
    """

    cases: int
    days: float = 7
    match_hours: float = 6
    reviews_per_hour: int = 60


@dataclass(slots=True)
class Sent:
    """One case: when it was sent, and when a platform was first shown its last fingerprint."""

    at: float
    false: bool
    way: str
    values: list[str]
    shown: float = -1

    @property
    def delay(self) -> float:
        """Hours until all of it was shown."""
        return (self.shown - self.at) / HOUR


@dataclass(slots=True)
class Outcome:
    """What came of it.

    Attributes:
        began: when the attack began.
        cases: all of them.
        vouched_false: false fingerprints that a platform was ever shown as vouched for.
        vouched_at_end: those that it still is.
        found_false: hours from being shown to every platform reading that one looked and did not block, per
            false fingerprint for which that happened.
            refused: messages that were not taken.
    """

    began: float
    cases: list[Sent] = field(default_factory=list)
    vouched_false: int = 0
    vouched_at_end: int = 0
    found_false: list[float] = field(default_factory=list)
    refused: int = 0

    def honest(self, way: str, within: float = 2 * DAY) -> list[float]:
        """Delays in hours of honest cases that were sent in the two days since the attack began."""
        return sorted(
            sent.delay
            for sent in self.cases
            if not sent.false and sent.way == way and self.began <= sent.at < self.began + within
        )

    def false(self) -> list[float]:
        """Delays in hours of false cases."""
        return sorted(sent.delay for sent in self.cases if sent.false)


class Reader:
    """A platform that collects again and again through the real feed."""

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self.platform = world.platform(name)
        self._start = 10

    def collect(self) -> Iterator[dict[str, object]]:
        token: str | None = None
        while True:
            page = self._world.fetch(self.platform, self._start, size=2000, token=token)
            yield from page["hashRecords"]
            token = page["nextPageToken"]
            if token is None:
                self._start = page["nextSetTimestamp"]
                return


def simulate(folder: Path, crowd: Crowd, attack: Attack | None, quotas: Quotas, *, seed: int) -> Outcome:
    """Run the days of the crowd and as many after them, with or without an attack on the third of seven.

    The same seed gives the same people.
    """
    world = World(folder, Settings(puzzle_bits=BITS, quotas=quotas))
    try:
        return _Simulation(world, crowd, attack, random.Random(seed)).run()
    finally:
        world.close()


class _Simulation:
    def __init__(self, world: World, crowd: Crowd, attack: Attack | None, chance: random.Random) -> None:
        self._world, self._crowd, self._attack, self._chance = world, crowd, attack, chance
        self._began = world.clock.at
        self._out = Outcome(self._began + crowd.days * DAY * 2 / 7)
        self._by_value: dict[str, Sent] = {}
        self._shown: dict[str, float] = {}
        self._found: set[str] = set()
        self._vouched: set[str] = set()
        self._centres = [SigningKey.generate() for _ in range(CENTRES)]
        self._review_free = 0.0
        self._reviews: list[tuple[float, str]] = []
        with world.database.write() as connection:
            for number, key in enumerate(self._centres):
                add_centre(connection, f"Centre {number}", key.public, world.now)
        self._looking, self._reading = Reader(world, "Looking"), Reader(world, "Reading")
        self._descriptor = world.descriptor()

    def run(self) -> Outcome:
        plan = sorted(self._plan(), key=lambda each: each[0])
        end = self._began + self._crowd.days * DAY * 2
        next_step, index = self._began, 0
        while next_step < end:
            next_step += STEP
            while index < len(plan) and plan[index][0] < next_step:
                self._world.clock.at, act = plan[index]
                act()
                index += 1
            self._world.clock.at = next_step
            self._collect()
            self._review()
        self._out.vouched_false, self._out.vouched_at_end = len(self._vouched), self._still_vouched()
        return self._out

    def _plan(self) -> Iterator[tuple[float, Callable[[], None]]]:
        span, pick = self._crowd.days * DAY, self._chance.choices
        for _ in range(self._crowd.cases):
            at = self._began + self._chance.random() * span
            (size,) = pick([size for size, _ in SIZES], [share for _, share in SIZES])
            (way,) = pick([way for way, _ in HONEST_WAYS], [share for _, share in HONEST_WAYS])
            yield at, self._sending(size, way, self._chance.randrange(1, CENTRES), false=False)
        if self._attack is None:
            return
        for _ in range(self._attack.cases):
            at = self._out.began + self._chance.random() * self._attack.hours * HOUR
            yield at, self._sending(self._attack.pictures, self._attack.way, 0, false=True)
        if self._attack.way == VOUCHED:
            yield self._out.began + self._attack.revoked_after * HOUR, self._revoke

    def _revoke(self) -> None:
        with self._world.database.write() as connection:
            revoke_centre(connection, "Centre 0", self._world.now)

    def _sending(self, size: int, way: str, centre: int, *, false: bool) -> Callable[[], None]:
        return lambda: self._send(size, way, self._centres[centre] if way == VOUCHED else None, false=false)

    def _send(self, size: int, way: str, centre: SigningKey | None, *, false: bool) -> None:
        world, keys = self._world, CaseSecret.generate().keys()
        values = [f"{self._chance.getrandbits(256):064x}" for _ in range(size)]
        items = [
            ItemEntry(
                keys.item_id(bytes.fromhex(value)),
                ItemKind.INTIMATE,
                Media.IMAGE,
                (HashEntry(HashType.PDQ, value, "whole", quality=100),),
            )
            for value in values
        ]
        (prepared,) = app_side.prepare_submission(
            keys, self._descriptor, now=world.now, eligibility=Eligibility.ADULT, items=items, centre=centre
        )
        number = puzzle.solve(prepared.payload_sha256, BITS) if way == SOLVED else None
        body = app_side.seal(prepared, self._descriptor, world.now)
        try:
            reply = world.intake.answer(body, world.now, number)
            receipt_of(app_side.open_answer(prepared, self._descriptor, reply))
        except AssertionError:
            # A signed refusal: what a revoked centre signs is no longer taken.
            self._out.refused += 1
            return
        sent = Sent(world.clock.at, false, way, values)
        self._out.cases.append(sent)
        self._by_value.update(dict.fromkeys(values, sent))

    def _collect(self) -> None:
        now = self._world.clock.at
        for record in self._looking.collect():
            value = str(record["hashValue"])
            if value not in self._shown:
                self._shown[value] = now
                sent = self._by_value[value]
                sent.shown = now
                if sent.false:
                    meets = now + self._chance.expovariate(1 / (self._crowd.match_hours * HOUR))
                    heapq.heappush(self._reviews, (meets, value))
            feedback = record["CSPFeedbacks"]
            assert isinstance(feedback, list)
            if self._by_value[value].false and any("vouched" in each["tags"] for each in feedback):
                self._vouched.add(value)
        for record in self._reading.collect():
            value = str(record["hashValue"])
            feedback = record["CSPFeedbacks"]
            assert isinstance(feedback, list)
            if value not in self._found and any(each["feedbackValue"] == "NotBlocked" for each in feedback):
                self._found.add(value)
                self._out.found_false.append((now - self._shown[value]) / HOUR)

    def _review(self) -> None:
        """People at one platform look at matches, one after another, and tell what they saw."""
        now, each = self._world.clock.at, HOUR / self._crowd.reviews_per_hour
        looked: list[tuple[str, Feedback]] = []
        while self._reviews and max(self._reviews[0][0], self._review_free) + each <= now:
            met, value = heapq.heappop(self._reviews)
            self._review_free = max(met, self._review_free) + each
            looked.append((value, Feedback("NotBlocked")))
        if looked:
            with self._world.database.write() as connection:
                known = take_feedback(connection, self._looking.platform, looked, self._world.now)
            assert known == len(looked)

    def _still_vouched(self) -> int:
        """As somebody sees it who begins to collect now."""
        seen = 0
        for record in Reader(self._world, "Newcomer").collect():
            feedback = record["CSPFeedbacks"]
            assert isinstance(feedback, list)
            false = self._by_value[str(record["hashValue"])].false
            seen += false and any("vouched" in each["tags"] for each in feedback)
        return seen
