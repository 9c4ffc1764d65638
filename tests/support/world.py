"""A registry without HTTP, with a clock of its own, and people who write to it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.fingerprints import pdq as pdq
from takedown_hashing.vocabulary import HashType, Media
from takedown_protocol import app_side
from takedown_protocol.descriptor import Descriptor, verify_descriptor
from takedown_protocol.identity import CaseSecret
from takedown_protocol.messages import Eligibility, HashEntry, ItemEntry, ItemKind
from takedown_protocol.replies import Receipt, Refusal, StatusReply
from takedown_protocol.signing import SigningKey
from takedown_registry import feed
from takedown_registry.accounts import Platform, add_platform, list_platforms
from takedown_registry.database import Database
from takedown_registry.descriptor import serve_descriptor
from takedown_registry.feedback import Feedback, take_feedback
from takedown_registry.http import Registry
from takedown_registry.intake import Intake
from takedown_registry.keys import KeyRing
from takedown_registry.server import housekeep
from takedown_registry.settings import Settings
from takedown_registry.tokens import open_ack

Page = dict[str, Any]


def item(number: int, *values: str, media: Media = Media.IMAGE) -> ItemEntry:
    """An item with whole-view PDQ hashes."""
    views = ["whole", "mirror", "rotate90", "rotate180"]
    hashes = tuple(
        HashEntry(HashType.PDQ, value, views[index % 4], quality=100) for index, value in enumerate(values)
    )
    return ItemEntry(f"{number:032x}", ItemKind.INTIMATE, media, hashes)


@dataclass
class Clock:
    """Unix seconds that only move when told to."""

    at: float = field(default_factory=time.time)

    def __call__(self) -> float:
        return self.at


class World:
    """A registry on disk, called without HTTP."""

    def __init__(self, data: Path, settings: Settings | None = None) -> None:
        settings = settings or Settings()
        self.clock = Clock()
        self.data = data
        KeyRing.create_or_open(data, self.now)
        self.database = Database(settings.database_url(data))
        self.registry = Registry(settings, KeyRing(data), self.database, self.clock)
        self.keys = self.registry.keys
        self.intake = Intake(self.database, self.registry.settings, self.keys)

    @property
    def now(self) -> int:
        return int(self.clock.at)

    def close(self) -> None:
        self.database.close()

    def envelope(self) -> bytes:
        return serve_descriptor(self.database, self.registry.settings, self.keys, self.now)

    def descriptor(self) -> Descriptor:
        return verify_descriptor(
            self.envelope(), root_key_id=self.keys.root_id, lowest_version=1, now=self.now
        )

    def platform(self, name: str) -> Platform:
        with self.database.write() as connection:
            add_platform(connection, name, self.now)
            return next(each for each in list_platforms(connection) if each.name == name)

    def fetch(
        self, platform: Platform, start: int = 10, *, size: int = 800, token: str | None = None
    ) -> Page:
        with self.database.write() as connection:
            page = feed.read_page(
                connection, self.keys, platform, start=start, page_size=size, token=token, now=self.now
            )
        return page.rendered(self.keys)

    def say(self, platform: Platform, value: str, said: str, *tags: str) -> int:
        with self.database.write() as connection:
            return take_feedback(connection, platform, [(value, Feedback(said, tags))], self.now)

    def acknowledge(self, platform: Platform, page: Page) -> int:
        token = open_ack(self.keys, platform.id, page["ackToken"])
        with self.database.write() as connection:
            return feed.acknowledge(connection, platform, token, self.now)

    def housekeep(self) -> None:
        housekeep(self.registry)


class Person:
    """Somebody with a case, who writes to a `World`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.keys = CaseSecret.generate().keys()

    def post(self, prepared: app_side.PreparedMessage) -> app_side.Answer:
        descriptor = self.world.descriptor()
        body = app_side.seal(prepared, descriptor, self.world.now)
        return app_side.open_answer(prepared, descriptor, self.world.intake.answer(body, self.world.now))

    def prepare(
        self,
        *items: ItemEntry,
        eligibility: Eligibility = Eligibility.ADULT,
        centre: SigningKey | None = None,
    ) -> app_side.PreparedMessage:
        (prepared,) = app_side.prepare_submission(
            self.keys,
            self.world.descriptor(),
            now=self.world.now,
            eligibility=eligibility,
            items=items,
            centre=centre,
        )
        return prepared

    def submit(self, *items: ItemEntry, centre: SigningKey | None = None) -> Receipt:
        return receipt_of(self.post(self.prepare(*items, centre=centre)))

    def withdraw(self, item_ids: Sequence[str] | None = None) -> Receipt:
        (prepared,) = app_side.prepare_withdrawal(
            self.keys, self.world.descriptor(), now=self.world.now, item_ids=item_ids
        )
        return receipt_of(self.post(prepared))

    def status(self, after: str | None = None) -> StatusReply:
        prepared = app_side.prepare_status_request(
            self.keys, self.world.descriptor(), now=self.world.now, after=after
        )
        reply = self.post(prepared)
        assert isinstance(reply, StatusReply)
        return reply

    def states(self) -> list[str]:
        """The state of every item at the first platform."""
        return [each.platforms[0].state.value for each in self.status().items]


def receipt_of(answer: app_side.Answer) -> Receipt:
    assert isinstance(answer, app_side.VerifiedReceipt), answer
    return answer.receipt


def refusal_of(answer: app_side.Answer) -> Refusal:
    assert isinstance(answer, Refusal), answer
    return answer
