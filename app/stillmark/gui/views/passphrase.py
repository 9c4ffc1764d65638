"""Parts that the screens about keeping share: choosing a passphrase, typing it, a question before the end."""

from __future__ import annotations

from PySide6.QtCore import Signal

from stillmark.gui.components.choices import CheckCard
from stillmark.gui.components.panels import Card, button, label, row
from stillmark.gui.components.secrets import SecretField
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.keep import KeepView
from stillmark.gui.theme import Look
from stillmark.gui.wording.base import translate


class NewPassphrase(Card):
    """Four suggested words, one field, and a look at what was typed before it counts.

    Signals:
        other_words: another suggestion is wanted.
        typed: the passphrase changed.
        checked: it is shown and was read.
        chosen: passphrase and vault code; the fields are emptied next.
    """

    other_words = Signal()
    typed = Signal()
    checked = Signal(bool)
    chosen = Signal(str, str)

    def __init__(self, look: Look, name: str, *, with_code: bool = True) -> None:
        super().__init__(12)
        self._suggestion = ""
        self._with_code = with_code
        self.title = Text(look, "card")
        self.text = Text(look)
        self._words_title = Text(look, "soft")
        self._words = Text(look, "word")
        self._words.setObjectName(f"{name}-suggestion")
        self.use_button = button("secondary", f"{name}-use")
        self.other_button = button("secondary", f"{name}-other")
        self.field = SecretField(look, f"{name}-passphrase")
        self.check = CheckCard(look, framed=False)
        self.check.setObjectName(f"{name}-shown")
        self.code_button = button("link", f"{name}-code-wanted")
        self.code_button.setCheckable(True)
        self.code = SecretField(look, f"{name}-code")
        self._code_text = Text(look, "small")
        self.action = button("primary", f"{name}-go")
        self._buttons = row(self.use_button, self.other_button)
        self.add(self.title, self.text, self._words_title, self._words, self._buttons)
        self.add(self.field, self.check, row(self.code_button), self.code, self._code_text, row(self.action))
        self.use_button.clicked.connect(self._use)
        self.other_button.clicked.connect(self.other_words)
        self.field.changed.connect(lambda _: self._typed())
        self.check.clicked.connect(self._check)
        self.code_button.toggled.connect(lambda _: self._fit_code())
        self.action.clicked.connect(self._go)
        self._fit_code()

    def draw(self, state: KeepView, *, enabled: bool = True) -> None:
        """Show the suggestion, and whether the passphrase counts."""
        self._suggestion = state.suggestion
        self._words.setText(state.suggestion)
        self._words_title.setVisible(bool(state.suggestion))
        self._buttons.setVisible(bool(state.suggestion))
        self.check.setChecked(state.checked)
        self.field.edit.show_text(state.checked)
        self.check.setEnabled(bool(self.field.edit.text()))
        ready = state.checked and state.doing is None and bool(self.field.edit.text())
        self.action.setEnabled(enabled and ready)

    def say(self, title: str, text: str, action: str) -> None:
        """Fill in every text; title, sentence and button differ from screen to screen."""
        self.title.setText(title)
        self.text.setText(text)
        label(self.action, action)
        self._words_title.setText(
            translate("Keep", "Four random words are hard to guess and can be remembered:")
        )
        label(self.use_button, translate("Keep", "Use these words"))
        label(self.other_button, translate("Keep", "Other words"))
        self.field.say(translate("Keep", "New passphrase"))
        self.check.say(translate("Keep", "Show it. I have read it, and I will remember it."))
        label(self.code_button, translate("Keep", "Add a vault code"))
        self.code.say(translate("Keep", "Vault code"))
        self._code_text.setText(
            translate(
                "Keep",
                "A second secret that another trusted person can hold. Then both are needed to open it. "
                "If either is forgotten, nobody can open it.",
            )
        )
        self._fit_code()

    def clear(self) -> None:
        """Empty every field."""
        self.field.edit.take()
        self.code.edit.take()

    def _fit_code(self) -> None:
        shown = self._with_code and self.code_button.isChecked()
        self.code_button.setVisible(self._with_code)
        self.code.setVisible(shown)
        self._code_text.setVisible(shown)
        if not shown:
            self.code.edit.take()

    def _use(self) -> None:
        self.field.edit.setText(self._suggestion)
        self.check.setFocus()

    def _typed(self) -> None:
        self.check.setEnabled(bool(self.field.edit.text()))
        self.typed.emit()

    def _check(self, checked: bool) -> None:
        self.code.edit.show_text(checked)
        self.checked.emit(checked)

    def _go(self) -> None:
        # Emptied afterwards: an emptied field is a changed one, and what was shown would not count any more.
        self.chosen.emit(self.field.edit.text(), self.code.edit.text())
        self.clear()


class ToldPassphrase(Card):
    """The passphrase of now, and the vault code where one is needed.

    Signals:
        told: passphrase and code; the fields are empty by then.
    """

    told = Signal(str, str)

    def __init__(self, look: Look, name: str, kind: str = "primary") -> None:
        super().__init__(12)
        self.title = Text(look, "card")
        self.text = Text(look)
        self.field = SecretField(look, f"{name}-passphrase")
        self.code = SecretField(look, f"{name}-code")
        self.show_it = CheckCard(look, framed=False)
        self.show_it.setObjectName(f"{name}-shown")
        self.show_it.clicked.connect(self._show)
        self.action = button(kind, f"{name}-go")
        self.add(self.title, self.text, self.field, self.code, self.show_it, row(self.action))
        self.action.clicked.connect(self.go)
        self.field.entered.connect(self.go)
        self.code.entered.connect(self.go)
        self.field.changed.connect(lambda _: self._fit())
        self._free = True

    def draw(self, *, needs_code: bool, free: bool) -> None:
        """Ask for the code too, or not; `free` says that nothing is under way."""
        self.code.setVisible(needs_code)
        self._free = free
        self._fit()

    def say(self, title: str, text: str, action: str) -> None:
        """Fill in every text."""
        self.title.setText(title)
        self.text.setText(text)
        self.field.say(translate("Keep", "Passphrase"))
        self.code.say(translate("Keep", "Vault code"))
        self.show_it.say(translate("Keep", "Show what I type"))
        label(self.action, action)

    def clear(self) -> None:
        """Empty every field."""
        self.field.edit.take()
        self.code.edit.take()
        self.show_it.setChecked(False)

    def go(self) -> None:
        """Tell what was typed, unless nothing was."""
        if self.action.isEnabled():
            passphrase, code = self.field.edit.take(), self.code.edit.take()
            self.show_it.setChecked(False)
            self.told.emit(passphrase, code)

    def _fit(self) -> None:
        self.action.setEnabled(self._free and bool(self.field.edit.text()))

    def _show(self, shown: bool) -> None:
        self.field.edit.show_text(shown)
        self.code.edit.show_text(shown)
