"""What presenters share: listeners for their view-state, and the runner of slow work. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from stillmark.domain.errors import StillmarkError

State = TypeVar("State")

Report = Callable[[object], None]
Work = Callable[[Report], Any]
Done = Callable[[Any], None]
Failed = Callable[[StillmarkError], None]
Heard = Callable[[list[Any]], None]


class Task(Protocol):
    """A running call."""

    def drop(self) -> None:
        """Nobody waits for it any more; nothing of it arrives after this."""
        ...


class Runner(Protocol):
    """Runs service calls away from the UI thread; see `stillmark.gui.tasks`."""

    def start(self, work: Work, done: Done, failed: Failed, heard: Heard | None = None) -> Task:
        """Run `work(report)`; deliver its result, its typed error and what it reports."""
        ...


class Presenter(Generic[State]):
    """Holds the logic of one screen and tells listeners of every new view-state."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[State], None]] = []

    @property
    def state(self) -> State:
        """What the view should draw now."""
        raise NotImplementedError

    def listen(self, listener: Callable[[State], None]) -> None:
        """Call `listener` with the state now and after every change."""
        self._listeners.append(listener)
        listener(self.state)

    def tell(self) -> None:
        """Tell every listener."""
        state = self.state
        for listener in self._listeners:
            listener(state)
