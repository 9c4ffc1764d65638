"""What a thousand false cases do to nine thousand honest ones, and what a puzzle costs who.

    python tests/benchmarks/poisoning.py            # everything; 15 minutes or more
    python tests/benchmarks/poisoning.py tenth      # a tenth of the people and of the quotas
    python tests/benchmarks/poisoning.py puzzle     # what the puzzle costs, alone
    python tests/benchmarks/poisoning.py 1 2        # the first two attacks of `ATTACKS` alone; 0: no attack

One line per figure. The registry is real and its clock is turned by hand (`support.poisoning`), so nothing
but the puzzle depends on how busy this computer is. The puzzle's own times are processor time of one core.

What is assumed, and not measured: honest people come evenly over seven days; a false fingerprint meets the
picture it was made from after six hours on average; one platform looks at sixty such matches an hour.
"""

from __future__ import annotations

import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests")]

from support.poisoning import SOLVED, UNSOLVED, VOUCHED, Attack, Crowd, Outcome, simulate
from takedown_protocol import puzzle
from takedown_registry.quotas import Quotas

SEED = 20
HONEST, FALSE, REVIEWS = 9000, 1000, 60
ATTACKS = (
    Attack("1,000 cases of 50 pictures in an hour, puzzles solved", FALSE, 50, SOLVED),
    Attack("1,000 cases of 3 pictures in an hour, puzzles solved", FALSE, 3, SOLVED),
    Attack("1,000 cases of 50 pictures in an hour, no puzzle solved", FALSE, 50, UNSOLVED),
    Attack(
        "1,000 cases of 50 pictures with a centre's stolen key, revoked after 6 h", FALSE, 50, VOUCHED, 12, 6
    ),
)


def say(text: str) -> None:
    print(f"{text}   [load {os.getloadavg()[0]:.1f}]", flush=True)


def percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def time_of_puzzle(solved: int = 20) -> float:
    """Print how long puzzles take; returns the mean in core-seconds."""
    took, tries = [], []
    for _ in range(solved):
        began = time.process_time()
        puzzle.solve(secrets.token_hex(32), puzzle.USUAL_BITS)
        took.append(time.process_time() - began)
    for _ in range(200):
        began = time.process_time()
        puzzle.solve(secrets.token_hex(32), 0)
        tries.append(time.process_time() - began)
    one = statistics.median(tries)
    mean = one * 2**puzzle.USUAL_BITS
    # Tries until success are geometrically distributed: median ln 2, 99 of 100 within ln 100 times the mean.
    say(
        f"puzzle, {puzzle.USUAL_BITS} bits: median {mean * 0.693:.2f} s, mean {mean:.2f} s, 9 of 10 within "
        f"{mean * 2.303:.1f} s, 99 of 100 within {mean * 4.605:.1f} s of one core; {solved} solved: median "
        f"{statistics.median(took):.2f} s; checking one: {one * 1000:.2f} ms"
    )
    return mean


def hours(delays: Sequence[float]) -> str:
    return (
        f"median {percentile(delays, 0.5):.1f} h, 99 of 100 within {percentile(delays, 0.99):.1f} h, "
        f"longest {delays[-1]:.1f} h"
        if delays
        else "none"
    )


def report(attack: Attack | None, out: Outcome, puzzle_seconds: float) -> None:
    say(attack.name if attack else "no attack")
    if attack:
        false = out.false()
        at_once = sum(delay <= 0.5 for delay in false) / len(false)
        in_a_day = sum(delay <= 24 for delay in false) / len(false)
        total = sum(len(sent.values) for sent in out.cases if sent.false)
        say(
            f"  false cases shown within half an hour {at_once:.1%}, within a day {in_a_day:.1%}; "
            f"{hours(false)}"
        )
        say(
            f"  false fingerprints shown as vouched {out.vouched_false} of {total}, "
            f"at the end {out.vouched_at_end}"
        )
        cost = len(false) * puzzle_seconds / 3600 if attack.way == SOLVED else 0.0
        say(f"  work for the attacker {cost:.2f} core-hours; messages not taken {out.refused}")
        found = sorted(out.found_false)
        say(
            f"  looked at and not blocked, told to every platform: {len(found) / total:.0%}; "
            f"{hours(found)} after being shown"
        )
    for way in (SOLVED, VOUCHED, UNSOLVED):
        say(f"  honest, {way}, of the two days since: {len(out.honest(way))} cases, {hours(out.honest(way))}")


def scaled(quotas: Quotas, scale: int) -> Quotas:
    """The same quotas for so many times fewer people."""
    rates = [name for name in quotas.__slots__ if name.endswith(("_per_hour", "_burst"))]
    return replace(quotas, **{name: getattr(quotas, name) // scale for name in rates})


def main(parts: Sequence[str]) -> None:
    mean = time_of_puzzle()
    if parts == ["puzzle"]:
        return
    scale = 10 if "tenth" in parts else 1
    for number in map(int, [part for part in parts if part != "tenth"] or "12340"):
        attack = ATTACKS[number - 1] if number else None
        # In memory where there is such a folder: nothing here is to survive, and syncing it takes long.
        with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
            out = simulate(
                Path(folder) / "registry",
                Crowd(HONEST // scale, reviews_per_hour=REVIEWS // scale),
                replace(attack, cases=attack.cases // scale) if attack else None,
                scaled(Quotas(), scale),
                seed=SEED,
            )
        report(attack, out, mean)


if __name__ == "__main__":
    main(sys.argv[1:])
