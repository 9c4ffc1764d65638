"""Killed at any point of a submission, an addition, a take-back: nothing promised is lost, nothing doubled.

Twenty kills here; `STILLMARK_FULL=1 pytest tests/system/test_kill.py -s` kills two hundred times with the
vault and two hundred times with nothing kept, at every step and at random instants, and prints the figures.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from stillmark.isolation.hasher import IsolatedHasher
from support.command import run_app
from support.pictures import landscape
from support.registry import RegistryProcess
from support.survivor import JOBS, Recovery, Survivor, courses_of, learn

FULL = os.environ.get("STILLMARK_FULL") == "1"
KILLS = 200 if FULL else 10
"""For each way of keeping; half of them at steps, half at random instants."""

pytestmark = pytest.mark.timeout(4 * 3600 if FULL else 600)


@pytest.fixture(scope="module")
def quiet_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegistryProcess]:
    process = RegistryProcess(tmp_path_factory.mktemp("registry") / "data")
    yield process
    process.stop()


@pytest.fixture(scope="module")
def three_pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pictures")
    paths = [folder / f"picture{seed}.png" for seed in range(3)]
    for seed, path in enumerate(paths):
        landscape(seed, (256, 192)).save(path)
    return paths


@pytest.fixture(scope="module")
def expected(
    quiet_registry: RegistryProcess, three_pictures: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, int]:
    return learn(tmp_path_factory.mktemp("learn") / "case", quiet_registry, three_pictures)


@pytest.fixture(scope="module")
def hasher() -> Iterator[IsolatedHasher]:
    made = IsolatedHasher()
    yield made
    made.close()


@pytest.mark.parametrize("kept", [True, False], ids=["vault", "nothing-kept"])
def test_killed_anywhere_nothing_promised_is_lost(
    kept: bool,
    quiet_registry: RegistryProcess,
    three_pictures: list[Path],
    expected: dict[str, int],
    hasher: IsolatedHasher,
    tmp_path: Path,
) -> None:
    recovery = Recovery(in_processes=True, hasher=hasher)

    def someone(name: str) -> Survivor:
        again = numbers if FULL else None
        return Survivor(tmp_path / name, quiet_registry, three_pictures, kept, expected, recovery, again)

    numbers = random.Random(4)

    courses = courses_of(someone("nobody kills"))
    at_steps = [
        (job, step) for job, course in enumerate(courses) for step in range(1, len(course.crossings) + 1)
    ]
    if FULL:
        # Every step at least once, some twice.
        chosen = at_steps + numbers.choices(at_steps, k=max(0, KILLS // 2 - len(at_steps)))
    else:
        chosen = numbers.sample(at_steps, KILLS // 2)
    queues = [[step for job, step in chosen if job == number] for number in range(len(JOBS))]
    killed_at: Counter[str] = Counter()
    kills = at_random = again = chain = 0
    while kills < KILLS or any(queues):
        # Every fifth recovers with processes of their own, too.
        recovery.in_processes = chain % 5 == 0
        survivor = someone(f"chain{chain}")
        cases_before = survivor.ledger.case_count()
        chain += 1
        if FULL and chain % 10 == 0:
            print(f"{kills} kills so far", flush=True)
        for number, (job, count) in enumerate(JOBS):
            arguments = survivor.arguments(job, count)
            if queues[number]:
                killed = survivor.run_to_step(arguments, queues[number].pop())
            elif kills < KILLS:
                killed = survivor.run_for(arguments, numbers.uniform(0.1, courses[number].seconds))
                at_random += killed.died
            else:
                assert run_app(*arguments).exit == 0
                continue
            kills += killed.died
            survivor.recover(job, count, killed, cases_before)
        killed_at += survivor.crossed
        again += survivor.killed_again
    cases = survivor.ledger.case_count()
    print(
        f"\n{'vault' if kept else 'nothing kept'}: {kills} kills ({at_random} at random instants, "
        f"{sum(killed_at.values())} at {len(killed_at)} different steps, "
        f"and {again} recoveries killed), {chain} cases, none lost or doubled"
    )
    assert kills >= KILLS
    assert cases == len({row[0] for row in survivor.ledger.rows("SELECT case_key FROM cases")})
