"""Quick exit: Shift pressed alone three times, Ctrl+Q, or the button; everything is gone at once.

The gesture follows GOV.UK's "Exit this page": Shift pressed and released alone three times, at most five
seconds from one press to the next; any other key, or text from an input method, begins again. Ctrl+Q (on
macOS Cmd+Q) is the way for those whose screen reader or Sticky Keys keeps Shift to itself. Esc does nothing:
people press it to close small things.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent

PRESSES = 3
LONGEST_GAP = 5.0
"""Seconds between two presses."""

SAME_PRESS = 20
"""Milliseconds; a second press of Shift later than this, with no release between, is a press of its own."""


class ShiftThrice(QObject):
    """An event filter for the whole application.

    An event travels through several objects on its way; pressing and releasing are states here, so seeing
    the same event twice counts once.

    Sticky Keys leave Shift latched between presses, so Shift itself never counts as "another key held".
    Input methods may keep the release to themselves (those that change the language with Shift), send the
    text that is being composed once more with every key, or let Shift finish it; none of that is typing.

    Signals:
        counted: how many presses so far (0 after a reset).
        thrice: it is time to go.
    """

    counted = Signal(int)
    thrice = Signal()

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._down = False
        self._alone = False
        self._pressed_at = 0
        self._composed = ""
        self._count = 0
        self._last = 0.0
        self._lapse = QTimer(self)
        self._lapse.setSingleShot(True)
        self._lapse.setInterval(round(LONGEST_GAP * 1000))
        self._lapse.timeout.connect(self._reset)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._elsewhere)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Watch keys and input methods; swallow nothing."""
        if type(event) is QEvent:
            return False  # most are; to ask for their kind takes longer than all that a window does with one
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._pressed(event)
        elif kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            self._released(event)
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # A key that is a shortcut of something is never delivered as a press.
            if event.key() != Qt.Key.Key_Shift:
                self._reset()
        elif kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._composing(event)
        elif kind == QEvent.Type.MouseButtonPress:
            self._alone = False
        return False

    def _elsewhere(self) -> None:
        # The release goes to another window and is never seen here.
        self._down = False

    def _pressed(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Q and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._reset()
            self.thrice.emit()
        elif event.key() != Qt.Key.Key_Shift:
            self._reset()
        elif not event.isAutoRepeat():
            others = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            alone = others == Qt.KeyboardModifier.NoModifier
            if self._down and event.timestamp() - self._pressed_at > SAME_PRESS:
                self._up()
            if not self._down:
                self._down = True
                self._alone = alone
                self._pressed_at = event.timestamp()

    def _released(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Shift and not event.isAutoRepeat() and self._down:
            self._up()

    def _up(self) -> None:
        self._down = False
        if not self._alone:
            return
        now = self._clock()
        if now - self._last > LONGEST_GAP:
            self._count = 0
        self._last = now
        self._count += 1
        self._lapse.start()
        self.counted.emit(self._count)
        if self._count >= PRESSES:
            self._count = 0
            self._lapse.stop()
            self.thrice.emit()

    def _composing(self, event: QInputMethodEvent) -> None:
        before, self._composed = self._composed, event.preeditString()
        committed = event.commitString()
        finished = self._down and committed in ("", before)
        if (self._composed and self._composed != before) or (committed and not finished):
            self._reset()

    def _reset(self) -> None:
        self._alone = False
        self._lapse.stop()
        if self._count:
            self._count = 0
            self.counted.emit(0)
