"""What the operator is told, and that asking costs nothing."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import Connection

from support.world import Person, World, item, pdq
from takedown_registry import health
from takedown_registry.health import Health


def looked_at(world: World) -> Health:
    return Health(world.registry, lambda: 1, time.monotonic)


def test_figures_are_there_at_once_where_counting_is_quick(world: World) -> None:
    Person(world).submit(item(1, pdq(1), pdq(2)))
    figures = looked_at(world).look().figures
    assert (figures["active_hashes"], figures["held_back"]) == (2, 0)


def test_nobody_waits_for_a_slow_count_and_it_is_not_begun_twice(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Connection] = []
    go_on = threading.Event()

    def slow(connection: Connection) -> int:
        begun.append(connection)
        assert go_on.wait(60)
        return 7

    monkeypatch.setattr(health, "feed_size", slow)
    watched = looked_at(sqlite_world)
    for _ in range(3):
        figures = watched.look().figures
        assert "workers" in figures and "active_hashes" not in figures
    go_on.set()
    deadline = time.monotonic() + 30
    while "active_hashes" not in watched.look().figures:
        assert time.monotonic() < deadline
    assert watched.look().figures["active_hashes"] == 7
    assert len(begun) == 1


def test_a_long_count_is_repeated_later_than_a_short_one(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    counts: list[float] = []

    def takes_a_minute(_: Connection) -> int:
        counts.append(now[0])
        now[0] += 60
        return 1

    monkeypatch.setattr(health, "feed_size", takes_a_minute)
    monkeypatch.setattr(health.time, "monotonic", lambda: now[0])
    watched = Health(sqlite_world.registry, lambda: 1, lambda: now[0])
    for now[0] in (0.0, 700.0, 6000.0, 6100.0):
        watched.look()
    assert counts == [0.0, 6100.0]
