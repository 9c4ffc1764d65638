"""Notices that nobody is at the window, and warns before anything happens because of it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from stillmark.domain.preconfigured import LOCK_MINUTES

MINUTES = LOCK_MINUTES
"""Choices in Settings."""

DEFAULT_MINUTES = 10
WARNING_SECONDS = 60
"""How long the warning stands before the lock; any key or movement ends it (WCAG 2.2, 2.2.1: at least 20)."""

_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
        QEvent.Type.DragMove,
    }
)


class IdleWatch(QObject):
    """An event filter for the whole application; nothing is swallowed.

    Args:
        clock: seconds, never going back. A computer that slept wakes up with the time gone by.

    Signals:
        warned: seconds that are left, once a second.
        awake: somebody came back while warned.
        away: nobody did.
    """

    warned = Signal(int)
    awake = Signal()
    away = Signal()

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._clock = clock
        self._minutes = DEFAULT_MINUTES
        self._last = clock()
        self._warning = False
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.look)

    @property
    def minutes(self) -> int:
        """After how many minutes the lock comes, the warning included."""
        return self._minutes

    def choose(self, minutes: int) -> None:
        """Lock after so many minutes."""
        self._minutes = minutes
        self.touch()

    def start(self) -> None:
        """Begin to watch."""
        self.touch()
        self._timer.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()

    def touch(self) -> None:
        """Somebody is here."""
        self._last = self._clock()
        if self._warning:
            self._warning = False
            self.awake.emit()

    def look(self) -> None:
        """Look at the clock."""
        left = self._minutes * 60 - (self._clock() - self._last)
        if left <= 0:
            self._warning = False
            self._last = self._clock()
            self.away.emit()
        elif left <= WARNING_SECONDS:
            self._warning = True
            self.warned.emit(round(left))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Notice keys, pointer and input methods."""
        if type(event) is not QEvent and event.type() in _SIGNS:
            self.touch()
        return False
