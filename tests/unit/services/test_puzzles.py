"""What a registry asks of anonymous submissions is done before they leave, once, and never too much."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any, cast

import pytest

from stillmark.cli import cases
from stillmark.cli.output import Output
from stillmark.domain.answers import Eligibility
from stillmark.domain.errors import RegistryUnreachable, Stopped
from stillmark.services.access import CaseAccess
from stillmark.services.centre import CentreKey
from stillmark.services.exchange import Exchange
from stillmark.services.submit import PreparedSubmission, SubmitService
from stillmark.services.withdraw import WithdrawService
from stillmark.vault.memory import MemoryJournal
from support.counterpart import DAY, NOW, Counterpart, items, picture
from takedown_protocol import puzzle
from takedown_protocol.app_side import PreparedMessage
from takedown_protocol.errors import NotSolved

BITS = 5


class Desk:
    """Somebody with a case who sends to a registry that asks for a puzzle."""

    def __init__(self, bits: int = BITS) -> None:
        self.counterpart = Counterpart(puzzle_bits=bits)
        self.journal = MemoryJournal()
        exchange = Exchange(self.journal, clock=lambda: NOW)
        self.submit = SubmitService(exchange, lambda: NOW)
        self.withdraw = WithdrawService(exchange, lambda: NOW)
        self.access = CaseAccess.new()
        self.heard: list[tuple[int, int]] = []

    def prepare(self, pictures: int = 1, centre: CentreKey | None = None) -> PreparedSubmission:
        made = items(*(picture(number) for number in range(1, pictures + 1)))
        return self.submit.prepare(
            self.counterpart.connected(), self.access, Eligibility.ADULT, made, centre=centre
        )

    def send(self, prepared: PreparedSubmission, **options: Any) -> None:
        self.submit.send(
            prepared, self.access, on_solved=lambda done, total: self.heard.append((done, total)), **options
        )

    def solves(self, message: PreparedMessage, number: str) -> bool:
        try:
            puzzle.check(message.payload_sha256, BITS, number)
        except NotSolved:
            return False
        return True


def test_every_message_leaves_with_its_own_solution_once_all_are_solved() -> None:
    desk = Desk()
    prepared = desk.prepare(120)
    desk.send(prepared)
    assert len(prepared.messages) == 3
    assert all(map(desk.solves, prepared.messages, desk.counterpart.puzzles))
    assert desk.heard == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_what_a_centre_vouches_for_and_what_is_taken_back_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, centre = Desk(), CentreKey.new()
    desk.counterpart.centres[centre.key_id] = bytes.fromhex(centre.public_key)
    monkeypatch.setattr(puzzle, "solve", lambda *_, **__: pytest.fail("nothing was to be solved"))
    prepared = desk.prepare(centre=centre)
    desk.send(prepared, centre=centre)
    desk.withdraw.withdraw(prepared.registry, desk.access)
    assert desk.heard == [(0, 0)]
    assert desk.counterpart.vouched == [centre.key_id, None]
    first, second = desk.counterpart.puzzles
    assert first != second
    assert len(first) == len(second) == 16, "from outside it looks like any other message"


def test_stopped_in_time_nothing_is_written_down_or_sent() -> None:
    desk = Desk(puzzle.MAX_BITS)
    with pytest.raises(Stopped):
        desk.send(desk.prepare(), stopped=lambda: bool(desk.heard))
    assert (desk.heard, desk.counterpart.bodies, desk.journal.pending()) == ([(0, 1)], [], ())


def test_a_second_try_and_another_clock_take_a_solution_that_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    desk.counterpart.faults = 1
    prepared = desk.prepare()
    with pytest.raises(RegistryUnreachable):
        desk.send(prepared)
    solve = puzzle.solve
    monkeypatch.setattr(puzzle, "solve", lambda *_, **__: pytest.fail("it was solved before"))
    desk.send(prepared)
    assert desk.counterpart.puzzles[0] == desk.counterpart.puzzles[1]

    monkeypatch.setattr(puzzle, "solve", solve)
    late = Desk()
    late.counterpart.now = NOW + 10 * DAY
    late.send(late.prepare())
    first, second = late.counterpart.puzzles
    assert first != second, "signed again, it is another message"


@pytest.mark.parametrize("bits", [puzzle.MAX_BITS + 1, 60])
def test_a_registry_that_asks_too_much_gets_the_message_without_and_the_person_is_told(bits: int) -> None:
    desk = Desk(bits)
    prepared = desk.prepare()
    assert desk.submit.asks_too_much(prepared.registry)
    output = Output(False, io.StringIO(), io.StringIO())
    cases.send(cast(Any, SimpleNamespace(submit=desk.submit)), prepared, desk.access, output)
    assert len(desk.counterpart.bodies) == 1
    said = output.stderr.getvalue()  # type: ignore[attr-defined]
    assert "more computing than any should" in said
    assert "Preparing" not in said


def test_the_command_line_says_what_takes_a_second() -> None:
    desk = Desk(1)
    output = Output(False, io.StringIO(), io.StringIO())
    cases.send(cast(Any, SimpleNamespace(submit=desk.submit)), desk.prepare(60), desk.access, output)
    said = output.stderr.getvalue().splitlines()  # type: ignore[attr-defined]
    assert [line.partition(":")[0] for line in said] == [
        "Preparing message 1 of 2",
        "Preparing message 2 of 2",
    ]
