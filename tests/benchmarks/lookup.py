"""Whether the time of an answer tells that a registry knew a fingerprint already.

    python tests/benchmarks/lookup.py

Single pictures are sent, in turns with fingerprints that another case handed in before and with new ones, and
the time of each answer is taken inside the process, where it is sharpest: no network is ever as even. One
line each: both medians, and in how many of all pairs the known one took longer (50 %: nothing is told). The
peer of the same run compares new ones with new ones. Whether a case is known only its own key can ask.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests")]

from support.world import Person, World, item
from takedown_protocol import app_side

ROUNDS = 300
VIEWS = 8


def timed(world: World, prepared: app_side.PreparedMessage) -> float:
    body = app_side.seal(prepared, world.descriptor(), world.now)
    began = time.perf_counter()
    world.intake.answer(body, world.now)
    return time.perf_counter() - began


def compare(name: str, known: Sequence[float], unknown: Sequence[float]) -> None:
    longer = sum(k > u for k in known for u in unknown) / (len(known) * len(unknown))
    medians = [statistics.median(some) * 1e3 for some in (known, unknown)]
    text = f"{name}: {medians[0]:.2f} ms and {medians[1]:.2f} ms, longer in {longer:.0%} of pairs"
    print(f"{text}   [load {os.getloadavg()[0]:.1f}]", flush=True)


def main() -> None:
    chance = random.Random(6)
    took: dict[str, list[float]] = {name: [] for name in ("known", "new", "other new")}
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "registry")
        world.platform("A")

        def values() -> list[str]:
            return [f"{chance.getrandbits(256):064x}" for _ in range(VIEWS)]

        for number in range(ROUNDS):
            known = values()
            Person(world).submit(item(number, *known))
            kinds = [("known", known), ("new", values()), ("other new", values())]
            chance.shuffle(kinds)
            for kind, hashes in kinds:
                took[kind].append(timed(world, Person(world).prepare(item(number, *hashes))))
        world.close()
    compare(
        "submission of a fingerprint that another case handed in, or a new one", took["known"], took["new"]
    )
    compare("  peer: a new one, or a new one", took["other new"], took["new"])


if __name__ == "__main__":
    main()
