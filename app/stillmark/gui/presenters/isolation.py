"""How far a hostile picture would be shut in here, and whether the person goes on with less. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from stillmark.domain.errors import StillmarkError
from stillmark.domain.worker_messages import IsolationLevel, IsolationReport
from stillmark.gui.presenters.base import Presenter, Report, Runner, Task
from stillmark.services.ports import IsolationProbe


class Shelter(Enum):
    """What is known about the place where pictures would be opened."""

    CHECKING = "checking"
    WHOLE = "whole"
    """The kernel refuses files, network, programs and other processes."""

    WEAKER = "weaker"
    """A process with limits, and no more; it is used only if the person agrees."""

    FAILED = "failed"
    """None could be locked; nothing can be opened."""


@dataclass(frozen=True, slots=True)
class IsolationState:
    """What the window says.

    Attributes:
        shelter: what is known.
        accepted: the person goes on although it is weaker.
        report: what the kernel said is in force; None before, and after a failure.
        error: why it could not be locked.
    """

    shelter: Shelter
    accepted: bool
    report: IsolationReport | None
    error: StillmarkError | None

    @property
    def may_open(self) -> bool:
        """Whether a picture may be opened now."""
        return self.shelter is Shelter.WHOLE or (self.shelter is Shelter.WEAKER and self.accepted)


class IsolationPresenter(Presenter[IsolationState]):
    """Probes once, at the start; that also warms the worker, so that the first picture is fast."""

    def __init__(self, probe: IsolationProbe, runner: Runner) -> None:
        super().__init__()
        self._probe = probe
        self._runner = runner
        self._task: Task | None = None
        self._report: IsolationReport | None = None
        self._error: StillmarkError | None = None
        self._accepted = False

    @property
    def state(self) -> IsolationState:
        """What is known now."""
        return IsolationState(self._shelter(), self._accepted, self._report, self._error)

    def check(self) -> None:
        """Lock a worker that gets no picture and read back what holds; once, or again after a failure."""
        if self._task is not None or self._report is not None:
            return
        self._error = None

        def work(_report: Report) -> Any:
            return self._probe.level()

        self._task = self._runner.start(work, self._arrived, self._failed)
        self.tell()

    def accept(self, accepted: bool) -> None:
        """The person goes on with the weaker protection, or takes that back."""
        self._accepted = accepted
        self.tell()

    def _shelter(self) -> Shelter:
        if self._error is not None:
            return Shelter.FAILED
        if self._report is None:
            return Shelter.CHECKING
        return Shelter.WHOLE if self._report.level is IsolationLevel.SANDBOX else Shelter.WEAKER

    def _arrived(self, report: IsolationReport) -> None:
        self._task = None
        self._report = report
        self.tell()

    def _failed(self, error: StillmarkError) -> None:
        self._task = None
        self._error = error
        self.tell()
