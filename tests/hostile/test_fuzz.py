"""The targets of `hostile.fuzz`, for a moment and without guidance, so that they are known to work."""

from __future__ import annotations

import random

import pytest

from hostile.fuzz import TARGETS, spoil

TRIES = {"decode": 250}


@pytest.mark.parametrize("name", TARGETS)
def test_hostile_bytes_are_refused_with_the_readers_own_error(name: str) -> None:
    target = TARGETS[name]
    seeds = target.seeds()
    read = sum(target.run(data) for data in seeds[:80])
    assert read > len(seeds[:80]) // 3, "honest examples are read"
    chance = random.Random(4)
    spoiled = [
        spoil(chance, chance.choice(seeds), seeds, target.is_json) for _ in range(TRIES.get(name, 1500))
    ]
    still_read = sum(map(target.run, spoiled))
    print(f"{name}: {still_read} of {len(spoiled)} spoiled examples are still read")
    assert still_read < len(spoiled) // 2 or name == "decode"
