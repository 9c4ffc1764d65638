"""Step 2: "show this one": one picture, small, only while it is held. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stillmark.domain.errors import StillmarkError
from stillmark.domain.glance import Glance
from stillmark.domain.media import Refused
from stillmark.gui.presenters.base import Presenter, Report, Runner, Task
from stillmark.gui.session import Session
from stillmark.services.glance import GlanceService


@dataclass(frozen=True, slots=True)
class GlanceState:
    """What is shown: nothing unless `held`; the picture once it has come, or that it cannot be shown."""

    held: bool = False
    picture: Glance | None = field(default=None, repr=False)
    failed: bool = False


class GlancePresenter(Presenter[GlanceState]):
    """Asks for one picture at a time, and drops it as soon as nobody holds it any more.

    Pictures made under 18 are never shown.
    """

    def __init__(self, session: Session, service: GlanceService, runner: Runner) -> None:
        super().__init__()
        self._session = session
        self._service = service
        self._runner = runner
        self._task: Task | None = None
        self._state = GlanceState()

    @property
    def state(self) -> GlanceState:
        """What is shown now."""
        return self._state

    def hold(self, path: Path) -> None:
        """Show this picture until `release`."""
        self.release()
        if self._session.minor:
            return

        def work(_report: Report) -> Any:
            return self._service.show(path)

        self._state = GlanceState(held=True)
        self._task = self._runner.start(work, self._arrived, self._failed)
        self.tell()

    def release(self) -> None:
        """Show nothing, and keep nothing."""
        if self._task is not None:
            self._task.drop()
            self._task = None
        if self._state.held:
            self._state = GlanceState()
            self.tell()

    def _arrived(self, answer: Glance | Refused) -> None:
        self._task = None
        refused = isinstance(answer, Refused)
        self._state = GlanceState(True, None if isinstance(answer, Refused) else answer, refused)
        self.tell()

    def _failed(self, _error: StillmarkError) -> None:
        self._task = None
        self._state = GlanceState(held=True, failed=True)
        self.tell()
