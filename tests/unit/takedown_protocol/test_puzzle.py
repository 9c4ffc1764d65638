"""The puzzle of anonymous submissions: what solves it, what does not, and how much an app can be asked."""

from __future__ import annotations

import hashlib
import threading
import time

import pytest

from support.puzzles import zeros
from takedown_protocol import puzzle
from takedown_protocol.errors import NotSolved, ProtocolError

ONE, OTHER = (hashlib.sha256(name).hexdigest() for name in (b"one", b"other"))


def test_a_solution_is_one_for_this_message_and_for_no_more_than_it_has() -> None:
    number = puzzle.solve(ONE, 4)
    assert number
    assert len(number) == 16
    reached = zeros(ONE, number)
    assert reached >= 4
    puzzle.check(ONE, reached, number)
    with pytest.raises(NotSolved):
        puzzle.check(ONE, reached + 1, number)
    with pytest.raises(NotSolved):
        puzzle.check(OTHER, zeros(OTHER, number) + 1, number)


@pytest.mark.parametrize(
    "wrong", [None, "", "0" * 15, "0" * 17, "G" * 16, "A" * 16, "00 0000000000000 ", "é" * 16]
)
def test_what_is_no_number_is_refused_with_a_typed_error(wrong: str | None) -> None:
    with pytest.raises(ProtocolError) as refused:
        puzzle.check(ONE, 1, wrong)
    assert type(refused.value) is NotSolved


def test_where_nothing_is_asked_anything_does() -> None:
    puzzle.check(ONE, 0, None)
    assert puzzle.solve(ONE, 0)
    assert len({puzzle.blank() for _ in range(50)}) == 50


@pytest.mark.parametrize("bits", [puzzle.MAX_BITS + 1, 60, 64])
def test_nobody_can_ask_for_more_than_a_quarter_of_a_minute(bits: int) -> None:
    began = time.process_time()
    assert puzzle.solve(ONE, bits) is None
    assert time.process_time() - began < 0.1


def test_it_can_be_stopped_and_lets_others_work_meanwhile() -> None:
    asked: list[int] = []
    worker = threading.Thread(
        target=puzzle.solve, args=(ONE, puzzle.MAX_BITS), kwargs={"stopped": lambda: len(asked) >= 3}
    )
    worker.start()
    for step in range(3):
        assert worker.is_alive()
        asked.append(step)
    worker.join(10)
    assert not worker.is_alive()
