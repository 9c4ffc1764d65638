"""What a person takes along: copied for one minute, or saved as a file that only they can read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QWidget

from stillmark.domain.errors import StillmarkError
from stillmark.gui.announce import Announcer
from stillmark.gui.clipboard import PassingClipboard
from stillmark.gui.dialogs import ask_files, ask_target
from stillmark.gui.pages import Pages, Presenters
from stillmark.gui.sheet import as_pdf
from stillmark.gui.tasks import TaskRunner
from stillmark.gui.wording import handoff, note
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.faults import fault_text
from stillmark.services.private_file import replace_private


class Tells(Protocol):
    """A page that says what became of copying or saving."""

    def tell_done(self, text: str) -> None:
        """Show it."""
        ...


class Saving:
    """Copies and saves, and says so on the page and to screen readers.

    Args:
        window: parent of dialogs.
    """

    def __init__(
        self,
        window: QWidget,
        presenters: Presenters,
        runner: TaskRunner,
        announcer: Announcer,
        clipboard: PassingClipboard,
    ) -> None:
        self._window = window
        self._presenters = presenters
        self._runner = runner
        self._announcer = announcer
        self._clipboard = clipboard
        self.pages: Pages

    # --- copying

    def copy_words(self) -> None:
        """Copy the recovery words, if the risk was understood."""
        self._copy(self._presenters.words.text(), self.pages.words)

    def copy_list(self) -> None:
        """Copy the services and what to prepare."""
        state = self._presenters.handover.state
        self._copy(handoff.as_text(state.services, state.prepare), self.pages.handover)

    def copy_note(self) -> None:
        """Copy the note, if the risk was understood."""
        state = self._presenters.note.state
        self._copy(note.as_text(state.note) if state.can_copy else "", self.pages.note)

    def _copy(self, text: str, page: Tells) -> None:
        if text:
            self._clipboard.copy(text)
            self._say(page, translate("Window", "Copied. The clipboard is emptied after one minute."))

    # --- saving

    def save_words(self) -> None:
        """Save the recovery words, if the risk was understood."""
        text = self._presenters.words.text()
        if text:
            title = translate("Window", "Save the words")
            self._save(title, "words.txt", text.encode(), self._words_saved)

    def _words_saved(self, error: StillmarkError | None) -> None:
        done = self._saved()
        if error is not None:
            done = f"{fault_text(error).happened} {fault_text(error).whole}"
        self._say(self.pages.words, done)

    def save_note(self) -> None:
        """Save the note, if the risk was understood."""
        state = self._presenters.note.state
        if state.can_copy:
            title = translate("Window", "Save the note")
            self._save(title, "note.txt", note.as_text(state.note).encode(), self._note_saved)

    def _note_saved(self, error: StillmarkError | None) -> None:
        self._presenters.note.fail_saving(error)
        self._say(self.pages.note, "" if error else self._saved())

    def save_receipt(self) -> None:
        """Save every verified receipt of the case."""
        title = translate("Window", "Save the receipt")
        self._save(title, "receipt.json", self._presenters.follow.receipt_file(), self._receipt_saved)

    def _receipt_saved(self, error: StillmarkError | None) -> None:
        self._presenters.follow.fail_saving(error)
        done = translate("Window", "The receipt was saved. Only you can read the file.")
        self._say(self.pages.follow, "" if error else done)

    def _save(
        self, title: str, name: str, data: bytes, then: Callable[[StillmarkError | None], None]
    ) -> None:
        def chosen(path: Path) -> None:
            self._runner.start(lambda _: replace_private(path, data), lambda _: then(None), then)

        ask_target(self._window, title, name, chosen)

    def check_receipt(self) -> None:
        """Let the person choose a saved receipt, and prove it."""
        ask_files(self._window, lambda paths: self._presenters.receipt.verify(paths[0]), only_one=True)

    def save_sheet(self, leading: float) -> None:
        """Save the case sheet as a PDF; with the words only after the warning."""
        sheet = self._presenters.sheet.sheet()
        if sheet is not None:
            title = translate("Window", "Save the case sheet")
            self._save(title, "sheet.pdf", as_pdf(sheet, leading), self._sheet_saved)

    def _sheet_saved(self, error: StillmarkError | None) -> None:
        self._presenters.sheet.fail_saving(error)
        self._say(self.pages.sheet, "" if error else self._saved())

    # --- saying

    @staticmethod
    def _saved() -> str:
        return translate("Window", "Saved. Only you can read the file.")

    def _say(self, page: Tells, text: str) -> None:
        page.tell_done(text)
        self._announcer.say(text, again=True)
