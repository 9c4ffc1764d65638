"""Settings: keep my case on this computer."""

from __future__ import annotations

from PySide6.QtCore import Signal

from stillmark.domain.kept import KeepState
from stillmark.gui.components.marks import Shape
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card, button, label, row
from stillmark.gui.components.secrets import SecretField
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.keep import Doing, KeepView, Question
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import Fact, FaultBanner
from stillmark.gui.views.passphrase import NewPassphrase, ToldPassphrase
from stillmark.gui.views.question import QuestionCard
from stillmark.gui.wording import kept
from stillmark.gui.wording.base import translate


class KeepingView(Page):
    """What keeping means, and everything that can be done with it.

    Signals:
        change: old and new passphrase, and the vault code.
        restore: passphrase and vault code of a backup that is chosen next.
        back_up, lock, unlock, wipe, yes, no: buttons.
    """

    change = Signal(str, str, str)
    restore = Signal(str, str)
    back_up = Signal()
    lock = Signal()
    unlock = Signal()
    wipe = Signal()
    yes = Signal()
    no = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: KeepView | None = None
        self.fault = FaultBanner(look)
        self._done = Banner(look, "good")
        self._busy = Text(look, "soft")
        self._means = Card(8)
        self._means_title = Text(look, "card")
        self._facts = [Fact(look), *(Fact(look, Shape.DASH, "soft") for _ in range(3))]
        self._means.add(self._means_title, *self._facts)
        self.form = NewPassphrase(look, "keep")
        self.backup = ToldPassphrase(look, "restore", "secondary")
        self.backup.told.connect(self.restore)
        self._open = Card(12)
        self._open_title, self._open_text = Text(look, "card"), Text(look)
        self.back_up_button = button("secondary", "back-up")
        self.lock_button = button("secondary", "lock-now")
        self.unlock_button = button("primary", "to-unlock")
        self.wipe_button = button("secondary", "wipe")
        self._open.add(self._open_title, self._open_text)
        self._open.add(row(self.unlock_button, self.back_up_button, self.lock_button, self.wipe_button))
        self.question = QuestionCard(look, "wipe")
        self.old = SecretField(look, "change-old")
        self.old_code = SecretField(look, "change-code")
        self.new = NewPassphrase(look, "change", with_code=False)
        self.new.column.insertWidget(1, self.old)
        self.new.column.insertWidget(2, self.old_code)
        self.new.chosen.connect(self._change)
        self.back_up_button.clicked.connect(self.back_up)
        self.lock_button.clicked.connect(self.lock)
        self.unlock_button.clicked.connect(self.unlock)
        self.wipe_button.clicked.connect(self.wipe)
        self.question.yes.connect(self.yes)
        self.question.no.connect(self.no)
        self.add(self.fault, self._done, self._busy, self._open, self.question)
        self.add(self._means, self.form, self.new, self.backup)
        self.end()
        # They were put above what was made before them.
        self.setTabOrder(self.form.action, self.old.edit)
        self.setTabOrder(self.old.edit, self.old_code.edit)
        self.retranslate()

    def clear(self) -> None:
        """Empty every field."""
        for form in (self.form, self.backup, self.new):
            form.clear()
        self.old.edit.take()
        self.old_code.edit.take()

    def draw(self, state: KeepView) -> None:
        """Show what can be done now."""
        self._state = state
        off = state.available and state.state is KeepState.OFF
        is_open, locked = state.state is KeepState.OPEN, state.state is KeepState.LOCKED
        leads = {
            KeepState.OFF: translate("Keep", "Nothing is kept on this computer now."),
            KeepState.LOCKED: translate("Keep", "A case is kept on this computer. It is locked."),
            KeepState.OPEN: translate("Keep", "Your case is kept on this computer, encrypted."),
        }
        lead = (
            leads[state.state] if state.available else translate("Keep", "In practice mode nothing is kept.")
        )
        if state.portable and state.available:
            beside = translate(
                "Keep", "This copy is portable: what is kept lies beside the program, not on this computer."
            )
            lead = f"{lead}\n{beside}"
        self.lead.setText(lead)
        self.form.setVisible(off)
        self.backup.setVisible(off)
        self.new.setVisible(is_open)
        self._open.setVisible(is_open or locked)
        self.unlock_button.setVisible(locked)
        self.back_up_button.setVisible(is_open)
        self.lock_button.setVisible(is_open)
        free = state.doing is None
        self.form.draw(state, enabled=state.can_turn_on)
        self.new.draw(state)
        self.old_code.setVisible(state.needs_code)
        # A backup may want a code that this place knows nothing of.
        self.backup.draw(needs_code=True, free=free)
        for one in (self.back_up_button, self.lock_button, self.wipe_button, self.unlock_button):
            one.setEnabled(free and state.question is None)
        if self.question.ask(state.question is Question.WIPE):
            self.reveal(self.question)
        self._busy.setText(kept.doing(state.doing))
        self._done.say(kept.done(state.done))
        mine = state.failing not in (Doing.UNLOCK, Doing.OPEN, Doing.FINISH, Doing.FORGET)
        self.fault.show_fault(state.error if mine else None)
        self.buttons(back=translate("Common", "Back"))

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(translate("Keep", "Keep my case on this computer"))
        self._means_title.setText(translate("Keep", "What this means"))
        facts = (
            translate("Keep", "Everything is encrypted with your passphrase. Without it nobody can read it."),
            translate("Keep", "That Stillmark keeps something here can be seen, but not what."),
            translate(
                "Keep", "Nobody can reset the passphrase. The twelve recovery words still open your case."
            ),
            translate("Keep", "It does not protect against spyware, or someone who forces you to open it."),
        )
        for fact, text in zip(self._facts, facts, strict=True):
            fact.say(text)
        self.form.say(
            translate("Keep", "Turn it on"),
            translate("Keep", "Case number, receipts, file names and the way into your case are kept."),
            translate("Keep", "Keep from now on"),
        )
        self.backup.say(
            translate("Keep", "Restore a backup"),
            translate("Keep", "Type the passphrase it was saved with, then choose the file."),
            translate("Keep", "Choose the backup file"),
        )
        self.backup.code.say(translate("Keep", "Vault code, if one was set"))
        self._open_title.setText(translate("Keep", "What is kept here"))
        self._open_text.setText(
            translate("Keep", "A backup is one encrypted file. The passphrase of now opens it.")
        )
        label(self.unlock_button, translate("Unlock", "Unlock"))
        label(self.back_up_button, translate("Keep", "Save a backup"))
        label(self.lock_button, translate("Pause", "Lock now"))
        label(self.wipe_button, translate("Keep", "Wipe what is kept here"))
        self.old.say(translate("Keep", "Passphrase of now"))
        self.old_code.say(translate("Keep", "Vault code"))
        self.new.say(
            translate("Keep", "Change the passphrase"), "", translate("Keep", "Change the passphrase")
        )
        self.question.say(
            translate("Keep", "Wipe what is kept here?"),
            translate(
                "Keep",
                "Every case kept on this computer becomes unreadable at once; this is final. At the registry "
                "nothing changes. Backups elsewhere stay. Otherwise only the recovery words open a case.",
            ),
            translate("Keep", "Wipe it"),
            translate("Keep", "Leave it"),
        )
        if self._state is not None:
            self.draw(self._state)

    def _change(self, new: str, _code: str) -> None:
        self.change.emit(self.old.edit.take(), new, self.old_code.edit.take())
