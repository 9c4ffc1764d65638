"""The cases that are kept on this computer, and what of them waits to be sent."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListView, QWidget

from stillmark.gui.components.empty import EmptyState
from stillmark.gui.components.glyphs import Glyph
from stillmark.gui.components.lists import RowList, StatusDelegate
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card, button, label, row
from stillmark.gui.models.rows import RowRole, RowsModel
from stillmark.gui.presenters.keep import Doing, KeepView
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import FaultBanner
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.kept import case_row
from stillmark.gui.wording.states import StatusRow


class CasesView(Page):
    """A list, the newest first.

    Signals:
        opened: case number. finish: send what waits. fresh: a new case. words: a case that is not kept here.
    """

    opened = Signal(str)
    finish = Signal()
    fresh = Signal()
    words = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: KeepView | None = None
        self.fault = FaultBanner(look)
        self.waiting = Banner(look, "wait")
        self.waiting.action.setObjectName("send-waiting")
        self.waiting.action.clicked.connect(self.finish)
        self._card = Card(0, rows=True)
        self._card.inset(4)
        self.cases = RowsModel[StatusRow](lambda status: status.key, lambda status: status.spoken, self)
        self.list = RowList(look)
        self.list.setObjectName("cases")
        self.list.setModel(self.cases)
        self.list.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.list.setItemDelegate(StatusDelegate(look, lambda status: status, self.list))
        self.list.activated.connect(lambda _: self._open())
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._fit())
        self._card.add_rows(self.list)
        self._empty = EmptyState(look, Glyph.LOCK)
        self.new_button = button("secondary", "new-case")
        self.words_button = button("secondary", "other-case")
        self.new_button.clicked.connect(self.fresh)
        self.words_button.clicked.connect(self.words)
        self.add(self.waiting, self.fault, self._card, self._empty, row(self.new_button, self.words_button))
        self.end()
        self.onward.connect(self._open)
        self.retranslate()

    def first(self) -> QWidget | None:
        """Begin in the list."""
        return self.list if self.cases.rowCount() else self.new_button

    def draw(self, state: KeepView) -> None:
        """Show the cases."""
        self._state = state
        self.cases.show([case_row(case) for case in state.cases])
        if state.cases and not self.list.selectionModel().hasSelection():
            self.list.setCurrentIndex(self.cases.index(0))
        self._card.setVisible(bool(state.cases))
        if state.cases:
            self._empty.say("")
        else:
            self._empty.say(
                translate("Cases", "No case is kept here yet."),
                translate("Cases", "A case is kept here once you have started one."),
            )
        sending = state.doing is Doing.FINISH
        if sending:
            self.waiting.say(translate("Cases", "Sending what waits"))
        elif state.waiting:
            self.waiting.say(
                translate(
                    "Cases",
                    "It was agreed to and written down before Stillmark was closed or the connection broke. "
                    "Sending it again is safe.",
                ),
                translate("Cases", "%n message(s) wait to be sent", "", state.waiting),
                translate("Cases", "Send now"),
            )
        elif state.refused:
            self.waiting.say(
                translate("Cases", "The registry did not accept %n message(s).", "", state.refused)
            )
        else:
            done = state.done is Doing.FINISH
            self.waiting.say(translate("Cases", "Everything that waited was received.") if done else "")
        mine = state.failing in (Doing.OPEN, Doing.FINISH, Doing.FORGET)
        self.fault.show_fault(state.error if mine else None)
        self._fit()

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Cases", "Your cases"),
            translate("Cases", "They are kept on this computer, encrypted."),
        )
        self.list.setAccessibleName(translate("Cases", "Kept cases"))
        label(self.new_button, translate("Cases", "Start a new case"))
        label(self.words_button, translate("Cases", "Open another case with its words"))
        self.cases.retell()
        if self._state is not None:
            self.draw(self._state)

    def _fit(self) -> None:
        free = self._state is not None and self._state.doing is None
        chosen = self._chosen() is not None
        self.buttons(
            back=translate("Common", "Back"),
            main=translate("Cases", "Open this case") if self.cases.rowCount() else "",
            enabled=free and chosen,
        )

    def _chosen(self) -> StatusRow | None:
        for index in self.list.selectionModel().selectedRows():
            status = index.data(RowRole.ROW)
            if isinstance(status, StatusRow):
                return status
        return None

    def _open(self) -> None:
        status = self._chosen()
        if status is not None:
            self.opened.emit(status.key)
