"""The frame of every screen: title, one column that scrolls, one bar of buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QScrollBar, QVBoxLayout, QWidget

from stillmark.gui.components.layouts import place_all
from stillmark.gui.components.mirror import from_right
from stillmark.gui.components.panels import button, label
from stillmark.gui.components.text import Text
from stillmark.gui.theme import EDGE, Look

COLUMN_WIDTH = 920
"""Widest column of content, in pixels at 100 %."""


class Page(QWidget):
    """Base of all views. A view builds its widgets once and fills them in `draw`.

    Signals:
        back: the person wants to go back.
        onward: the person pressed the main button.
    """

    back = Signal()
    onward = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.look = look
        self._stale = False
        self.title = Text(look, "page")
        self.lead = Text(look, "lead")
        self.back_button = button("secondary", "back")
        self.main_button = button("primary", "main")
        self.back_button.clicked.connect(self.back)
        self.main_button.clicked.connect(self.onward)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # It always has its room, so that a page that becomes long keeps its width and is laid out once.
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget()
        body.setObjectName("body")
        self._across = across = QHBoxLayout(body)
        across.setContentsMargins(EDGE, 0, EDGE, 32)
        self.area.verticalScrollBar().rangeChanged.connect(self._show_bar)
        self._show_bar(0, 0)
        self._holder = QWidget()
        self.column = QVBoxLayout(self._holder)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(16)
        across.addWidget(self._holder, 1000)
        across.addStretch(1)
        head = QVBoxLayout()
        head.setContentsMargins(0, 0, 0, 8)
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.lead)
        self.column.addLayout(head)
        self.area.setWidget(body)
        outer.addWidget(self.area, 1)
        self.bar = QFrame()
        self.bar.setObjectName("bar")
        along = QHBoxLayout(self.bar)
        along.setContentsMargins(EDGE, 16, EDGE, 16)
        self._bar_holder = QWidget()
        along.addWidget(self._bar_holder, 1000)
        along.addStretch(1)
        self.bar_row = QHBoxLayout(self._bar_holder)
        self.bar_row.setContentsMargins(0, 0, 0, 0)
        self.bar_row.setSpacing(12)
        self.bar_row.addWidget(self.back_button)
        self.bar_row.addStretch(1)
        self.bar_row.addWidget(self.main_button)
        outer.addWidget(self.bar)
        look.changed.connect(self._resized)
        self._resized()

    def add(self, *things: QWidget | QLayout) -> None:
        """Add things to the column."""
        for thing in things:
            if isinstance(thing, QLayout):
                self.column.addLayout(thing)
            else:
                self.column.addWidget(thing)

    def end(self) -> None:
        """Call when everything was added: what is left of the height stays empty."""
        self.column.addStretch(1)
        self.bar.setParent(None)
        outer = self.layout()
        if outer is not None:
            outer.addWidget(self.bar)

    def head(self, title: str, lead: str = "") -> None:
        """Show title and lead."""
        self.title.setText(title)
        self.lead.setText(lead)

    def buttons(self, *, back: str = "", main: str = "", enabled: bool = True) -> None:
        """Show the two buttons of the bar; an empty text hides one."""
        label(self.back_button, back)
        label(self.main_button, main)
        self.back_button.setVisible(bool(back))
        self.main_button.setVisible(bool(main))
        self.main_button.setEnabled(enabled)
        self.bar.setVisible(bool(back or main) or self.bar_row.count() > 3)
        if main and enabled and self.title.hasFocus():
            # What was pressed led on.
            self.main_button.setFocus()

    def reveal(self, part: QWidget) -> None:
        """Scroll until a part can be seen, once what was just shown has its place."""

        def show() -> None:
            place_all()
            self.area.ensureWidgetVisible(part, 0, 24)

        QTimer.singleShot(0, part, show)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll by keys that nothing else on the page wants: what is only read has nothing to press."""
        bar = self.area.verticalScrollBar()
        moves: dict[int, QScrollBar.SliderAction] = {
            Qt.Key.Key_PageDown: QScrollBar.SliderAction.SliderPageStepAdd,
            Qt.Key.Key_PageUp: QScrollBar.SliderAction.SliderPageStepSub,
            Qt.Key.Key_Home: QScrollBar.SliderAction.SliderToMinimum,
            Qt.Key.Key_End: QScrollBar.SliderAction.SliderToMaximum,
        }
        action = moves.get(event.key())
        if action is None:
            super().keyPressEvent(event)
        else:
            bar.triggerAction(action)

    def retranslate(self) -> None:
        """Draw the last state anew in another language; views override it."""

    def first(self) -> QWidget | None:
        """Return what takes the keyboard when the page opens; None leaves it to the tab order."""
        return None

    def language_changed(self) -> None:
        """Follow a change of language: at once if the page is shown, else when it is shown next."""
        if self.isVisible():
            self.retranslate()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Catch up with the language."""
        if self._stale:
            self._stale = False
            self.retranslate()
        super().showEvent(event)

    def _show_bar(self, least: int, most: int) -> None:
        """Draw the scroll bar where there is something to scroll; the style sheet hides a disabled one."""
        self.area.verticalScrollBar().setEnabled(most > least)

    def _resized(self) -> None:
        bar = self.area.verticalScrollBar().sizeHint().width()
        left, right = (EDGE - bar, EDGE) if from_right() else (EDGE, EDGE - bar)
        self._across.setContentsMargins(left, 0, right, 32)
        # The next step is below what it continues, also in a very wide window.
        for holder in (self._holder, self._bar_holder):
            holder.setMaximumWidth(self.look.theme.text(COLUMN_WIDTH))
