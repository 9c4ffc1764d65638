"""The ring around what the keyboard is on: drawn above everything, two pixels, with a gap."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from stillmark.gui.components.page import Page
from stillmark.gui.theme import Look

GAP = 4
_DRAW_THEIR_OWN = ("QLineEdit", "QPlainTextEdit", "QAbstractItemView")
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show)
_KEYS = (
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
)


class FocusRing(QWidget):
    """Follows the focus inside one window; shown once the keyboard is used, hidden by the mouse.

    When what the keyboard is on cannot be used any more, or is gone, Qt takes the next thing there is, which
    is often Help; it is then put where the page goes on, or else on its title, from where Tab begins anew.

    It sees both once it is installed as an event filter of the application.
    """

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._watched: list[QWidget] = []
        self._left: QWidget | None = None
        self._keyboard = self._to_be_seen = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._place)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def use_keyboard(self) -> None:
        """Show the ring from now on, as if Tab had been pressed."""
        self._keyboard = True
        self._place()

    def let_go(self) -> None:
        """Watch nothing any more: what is taken apart moves the focus, too."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.disconnect(self._moved)
            app.removeEventFilter(self)
        self._forget()
        self._later.stop()

    def _forget(self) -> None:
        for widget in self._watched:
            # A dialog may be gone before the keyboard is anywhere else.
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        self._forget()
        self._left = self._left or old
        while new is not None and new is not self._window:
            new.installEventFilter(self)
            self._watched.append(new)
            new = new.parentWidget()
        self._to_be_seen = self._keyboard
        self._later.start()

    def _bring_into_sight(self) -> None:
        # Qt scrolls to what Tab reaches from inside a scrolled page, not from outside it.
        for holder in self._watched:
            if isinstance(holder, QScrollArea):
                holder.ensureWidgetVisible(self._watched[0], 0, 2 * GAP)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Notice keyboard, mouse and movement; swallow nothing."""
        if type(event) is QEvent:
            return False  # neither a key nor a move, and there are thousands
        kind = event.type()
        # A key that nobody takes is shown to everything around what it was pressed on, even after that has
        # led somewhere else.
        pressed = kind == QEvent.Type.KeyPress and watched is QApplication.focusWidget()
        if pressed or kind in (QEvent.Type.Wheel, QEvent.Type.MouseButtonPress):
            # From now on the person moves the page, until the keyboard goes elsewhere.
            self._to_be_seen = False
        if kind == QEvent.Type.KeyPress and event.key() in _KEYS:  # type: ignore[attr-defined]
            self._keyboard = True
            self._later.start()
        elif kind == QEvent.Type.MouseButtonPress:
            self._keyboard = False
            self._later.start()
        elif kind in _MOVES and (watched in self._watched or watched is self._window):
            self._later.start()
        return False

    def _catch(self) -> None:
        """Put the keyboard back on the page when what it was on is gone."""
        left, self._left = self._left, None
        if left is None or not isValid(left) or (left.isEnabled() and left.isVisible()):
            return
        page: QWidget | None = left
        while page is not None and not isinstance(page, Page):
            page = page.parentWidget()
        now = QApplication.focusWidget()
        if page is None or not page.isVisible() or now is None or page.isAncestorOf(now):
            return
        main = page.main_button
        (main if main.isEnabled() and main.isVisible() else page.title).setFocus()

    def _place(self) -> None:
        self._catch()
        if self._to_be_seen:
            self._bring_into_sight()
        widget = QApplication.focusWidget()
        shown = (
            self._keyboard
            and widget is not None
            and widget.window() is self._window
            and widget.isVisible()
            and not any(widget.inherits(name) for name in _DRAW_THEIR_OWN)
        )
        if not shown or widget is None:
            self.hide()
            return
        area = QRect(widget.mapTo(self._window, widget.rect().topLeft()), widget.size())
        area.adjust(-GAP, -GAP, GAP, GAP)
        parent = widget.parentWidget()
        while parent is not None and parent is not self._window:
            holder = parent.parentWidget()
            if isinstance(holder, QAbstractScrollArea) and parent is holder.viewport():
                frame = QRect(parent.mapTo(self._window, parent.rect().topLeft()), parent.size())
                area = area.intersected(frame.adjusted(-GAP, -GAP, GAP, GAP))
            parent = holder
        self.setGeometry(area)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.theme.palette.color("focus"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 13, 13)
        painter.end()
