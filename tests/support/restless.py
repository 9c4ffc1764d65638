"""`python -m support.restless`: a process of its own that writes to a registry while its clock jumps about.

Prints one JSON object: which hash values are still active for the cases it made.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path

from support.world import Person, World, item, pdq
from takedown_registry.settings import Settings

SHARED = 40
"""Hash values that every process uses, so that rows move while they are read."""


def jump(world: World, chance: random.Random) -> None:
    """Set the clock somewhere within two hours of the truth: back, forth, or just on."""
    world.clock.at = time.time() + chance.choice([0, 0, 0, 1, -1, -3600, 7200, -60])


def write(world: World, seed: int, rounds: int) -> list[str]:
    chance = random.Random(seed)
    base = 1_000_000 * (seed + 1)
    active: dict[tuple[int, int], list[str]] = {}
    people = [Person(world) for _ in range(3)]
    for step in range(rounds):
        jump(world, chance)
        who = chance.randrange(3)
        mine = sorted(number for person, number in active if person == who)
        if mine and chance.random() < 0.4:
            number = chance.choice(mine)
            people[who].withdraw([f"{number:032x}"])
            del active[who, number]
        else:
            values = [pdq(base + step * 10 + n) for n in range(chance.randrange(3))]
            values += [pdq(value) for value in chance.sample(range(1, SHARED), chance.randrange(1, 4))]
            assert people[who].submit(item(step, *values)).items[0].accepted == len(values)
            active[who, step] = values
    return sorted({value for values in active.values() for value in values})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    chosen = parser.parse_args()
    world = World(chosen.data, Settings(database=chosen.database))
    json.dump(write(world, chosen.seed, chosen.rounds), sys.stdout)
    world.close()


if __name__ == "__main__":
    main()
