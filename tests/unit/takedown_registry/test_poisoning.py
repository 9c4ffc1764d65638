"""A flood of false reports, small: whom it holds up. `tests/benchmarks/poisoning.py` makes the large ones."""

from __future__ import annotations

from pathlib import Path

from support.poisoning import SOLVED, UNSOLVED, VOUCHED, Attack, Crowd, Outcome, simulate
from takedown_registry.quotas import Quotas

STEP_HOURS = 0.5
QUOTAS = Quotas(
    solved_per_hour=10,
    solved_burst=40,
    centre_per_hour=10,
    centre_burst=40,
    unsolved_per_hour=5,
    unsolved_hours=4,
    longest_days=1,
)
CROWD = Crowd(24, days=0.5)


def outcome(folder: Path, attack: Attack | None) -> Outcome:
    return simulate(folder / "registry", CROWD, attack, QUOTAS, seed=4)


def small(out: Outcome) -> list[float]:
    """Delays of honest anonymous people with few pictures."""
    return [
        sent.delay for sent in out.cases if not sent.false and sent.way == SOLVED and len(sent.values) <= 3
    ]


def test_a_flood_of_many_pictures_waits_and_holds_up_neither_few_pictures_nor_centres(tmp_path: Path) -> None:
    out = outcome(tmp_path, Attack("", 8, 20, SOLVED))
    assert out.refused == 0
    assert len(out.cases) == CROWD.cases + 8
    assert small(out)
    assert max(small(out)) <= STEP_HOURS
    assert out.honest(VOUCHED)
    assert max(out.honest(VOUCHED)) <= STEP_HOURS
    false = out.false()
    assert false[0] <= STEP_HOURS < false[3] < false[-1] <= 24
    assert out.vouched_false == 0


def test_without_puzzles_nothing_of_a_flood_is_shown_for_hours(tmp_path: Path) -> None:
    out = outcome(tmp_path, Attack("", 8, 3, UNSOLVED))
    assert QUOTAS.unsolved_hours <= out.false()[0]
    assert max(small(out)) <= STEP_HOURS


def test_a_stolen_centre_key_vouches_for_no_more_than_its_quota_and_for_nothing_once_revoked(
    tmp_path: Path,
) -> None:
    out = outcome(tmp_path, Attack("", 24, 10, VOUCHED, hours=6, revoked_after=3))
    assert 0 < out.refused < 24
    most = QUOTAS.centre_burst + 3.5 * QUOTAS.centre_per_hour
    assert 0 < out.vouched_false <= most < 10 * (24 - out.refused), "more was taken than was shown"
    assert out.vouched_at_end == 0
    assert max(out.honest(VOUCHED)) <= STEP_HOURS, "the other centres are not held up"


def test_what_a_platform_looked_at_and_let_pass_is_told_to_the_others(tmp_path: Path) -> None:
    out = simulate(
        tmp_path / "registry", Crowd(5, days=0.5, match_hours=1), Attack("", 4, 3, SOLVED), QUOTAS, seed=4
    )
    assert len(out.found_false) == 12
    assert max(out.found_false) < 12


def test_the_same_seed_is_the_same_crowd(tmp_path: Path) -> None:
    runs = [simulate(tmp_path / str(run), Crowd(5, days=0.1), None, QUOTAS, seed=1) for run in (1, 2)]
    first, second = ([(len(sent.values), sent.way, sent.values) for sent in out.cases] for out in runs)
    assert first == second
