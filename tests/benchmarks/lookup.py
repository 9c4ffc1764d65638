"""Whether the time of an answer tells that a registry knew a fingerprint already.

    PYTHONPATH=app:tests python tests/benchmarks/lookup.py            # takes three minutes
    PYTHONPATH=app:tests python tests/benchmarks/lookup.py --rounds 20

Messages of one picture, and of fifty, are sent in turns: with fingerprints that another case handed in
before, with new ones, and with other new ones. The time of each answer is taken inside the process with
SQLite, where it is sharpest, and at the door of a real registry on PostgreSQL over the loopback, which is the
best that anybody outside can get. One line each: both medians, and in how many of all pairs the known ones
took longer (50 %: nothing is told). The peer of the same run compares new ones with new ones. Whether a case
is known only its own key can ask.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests")]

from support.person import SEALED, fetch_descriptor
from support.postgres import PostgresServer
from support.registry import RegistryProcess
from support.world import World, item
from takedown_protocol import app_side
from takedown_protocol.descriptor import MESSAGES_PATH, Descriptor
from takedown_protocol.identity import CaseSecret
from takedown_protocol.messages import Eligibility, ItemEntry

VIEWS = 24
Ask = Callable[[bytes], object]


def pictures(chance: random.Random, count: int) -> list[ItemEntry]:
    return [
        item(number, *(f"{chance.getrandbits(256):064x}" for _ in range(VIEWS))) for number in range(count)
    ]


def handed_in(descriptor: Descriptor, items: Sequence[ItemEntry]) -> bytes:
    """A sealed message of a new case."""
    now = int(time.time())
    (prepared,) = app_side.prepare_submission(
        CaseSecret.generate().keys(), descriptor, now=now, eligibility=Eligibility.ADULT, items=items
    )
    return app_side.seal(prepared, descriptor, now)


def measure(where: str, ask: Ask, descriptor: Descriptor, count: int, rounds: int) -> None:
    chance = random.Random(6)
    took: dict[str, list[float]] = {name: [] for name in ("known", "new", "other new")}
    for number in range(rounds + 2):
        known = pictures(chance, count)
        ask(handed_in(descriptor, known))
        kinds = [("known", known), ("new", pictures(chance, count)), ("other new", pictures(chance, count))]
        chance.shuffle(kinds)
        for kind, items in kinds:
            body = handed_in(descriptor, items)
            began = time.perf_counter()
            ask(body)
            if number >= 2:
                took[kind].append(time.perf_counter() - began)
    compare(f"{where}, {count} picture(s), {rounds} rounds: known or new", took["known"], took["new"])
    compare("  peer: new or new", took["other new"], took["new"])


def compare(name: str, known: Sequence[float], unknown: Sequence[float]) -> None:
    longer = sum(k > u for k in known for u in unknown) / (len(known) * len(unknown))
    medians = [statistics.median(some) * 1e3 for some in (known, unknown)]
    text = f"{name}: {medians[0]:.2f} ms and {medians[1]:.2f} ms, longer in {longer:.0%} of pairs"
    print(f"{text}   [load {os.getloadavg()[0]:.1f}]", flush=True)


def inside(folder: Path, rounds: int) -> None:
    world = World(folder / "inside")
    world.platform("A")
    for count, times in ((1, rounds), (50, rounds // 4)):
        measure("inside", lambda body: world.intake.answer(body, world.now), world.descriptor(), count, times)
    world.close()


def at_the_door(folder: Path, rounds: int) -> None:
    server = PostgresServer(durable=True)
    registry = RegistryProcess(folder / "door", database=server.database(), log=folder / "log")
    try:
        registry.add_platform("A")
        address = urlsplit(registry.url)
        door = http.client.HTTPConnection(str(address.hostname), address.port)

        def ask(body: bytes) -> None:
            door.request("POST", MESSAGES_PATH, body, {"Content-Type": SEALED})
            answer = door.getresponse()
            answer.read()
            assert answer.status == 200

        descriptor = fetch_descriptor(registry.url, registry.root_key_id)
        for count, times in ((1, rounds), (50, rounds // 4)):
            measure("at the door", ask, descriptor, count, times)
        door.close()
    finally:
        registry.stop()
        server.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=200, help="of one picture; a quarter of them of fifty")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        inside(Path(folder), chosen.rounds)
        at_the_door(Path(folder), chosen.rounds)


if __name__ == "__main__":
    main()
