"""New versions, in Settings: one button, and what came of it."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stillmark.gui.components.layouts import higher_when_narrow
from stillmark.gui.components.panels import button, label, row
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.updates import News, UpdatesState
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import FaultBanner
from stillmark.gui.wording.base import translate


class UpdatesPart(QWidget):
    """Says that nothing is looked for by itself, and looks when asked.

    Signals:
        look_pressed: look for a newer version now. save_wanted: the file name of the package to be saved.
    """

    look_pressed = Signal()
    save_wanted = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self._state: UpdatesState | None = None
        self._title, self._text, self._answer = Text(look, "card"), Text(look, "soft"), Text(look)
        self._answer.setObjectName("update-answer")
        self.look_button = button("secondary", "look-for-update")
        self.look_button.clicked.connect(self.look_pressed)
        self.save_button = button("secondary", "save-update")
        self.save_button.clicked.connect(self._save)
        self.fault = FaultBanner(look)
        self._buttons = row(self.look_button, self.save_button)
        for part in (self._title, self._text, self._answer, self.fault, self._buttons):
            column.addWidget(part)
        higher_when_narrow(self)

    def draw(self, state: UpdatesState) -> None:
        """Show what is known."""
        self._state = state
        busy = state.news in (News.ASKING, News.SAVING)
        self._buttons.setVisible(state.news is not News.NOBODY_TO_ASK)
        self.look_button.setEnabled(not busy)
        self.save_button.setVisible(state.newer is not None)
        self.save_button.setEnabled(not busy)
        self.fault.show_fault(state.error)
        self._title.setText(translate("Updates", "New versions"))
        if state.news is News.NOBODY_TO_ASK:
            self._text.setText(
                translate(
                    "Updates",
                    "No address for new versions is set up on this computer. There is no public one yet. "
                    "Whoever gave you Stillmark can tell you.",
                )
            )
        else:
            self._text.setText(
                translate(
                    "Updates",
                    "Stillmark never looks by itself. If you look, {host} and this network can see that "
                    "Stillmark is used here.",
                ).format(host=urlsplit(state.address).hostname or "")
            )
        self._answer.setText(self._said(state))
        label(self.look_button, translate("Updates", "Look for a new version"))
        label(self.save_button, translate("Updates", "Save the new version"))

    def _said(self, state: UpdatesState) -> str:
        newer = str(state.newer.version) if state.newer else ""
        match state.news:
            case News.ASKING:
                return translate("Updates", "Looking for a new version.")
            case News.NEWEST:
                return translate("Updates", "You have the newest version, {version}.").format(
                    version=state.own
                )
            case News.NEWER:
                return translate(
                    "Updates",
                    "There is a newer version, {newer}. This is {version}. Nothing is installed by itself.",
                ).format(newer=newer, version=state.own)
            case News.SAVING:
                return translate(
                    "Updates", "Version {newer} is fetched and checked. This can take minutes."
                ).format(newer=newer)
            case News.SAVED:
                return translate(
                    "Updates",
                    "Version {newer} was checked and saved. Close Stillmark before you install it. "
                    "The saved file can be seen on this computer.",
                ).format(newer=newer)
            case _:
                return ""

    def _save(self) -> None:
        if self._state is not None and self._state.newer is not None:
            self.save_wanted.emit(self._state.newer.file_name)

    def retranslate(self) -> None:
        """Say the same in the language of now."""
        if self._state is not None:
            self.draw(self._state)
