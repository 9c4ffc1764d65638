"""Fields for passphrases: hidden unless shown, open to Korean input methods, emptied without an undo."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from stillmark.gui.components.fields import PHRASE, LineField
from stillmark.gui.components.text import Text
from stillmark.gui.theme import Look


class SecretEdit(LineField):
    """A line whose text is hidden until it is shown.

    Qt turns input methods off in hidden fields; a passphrase of Korean words could not be typed there. What
    is being composed is hidden like the rest.
    """

    def __init__(self, look: Look, name: str, width: int = PHRASE) -> None:
        super().__init__(look, width, name)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.show_text(False)

    def show_text(self, shown: bool) -> None:
        """Show what was typed, or hide it."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )

    def take(self) -> str:
        """Return what was typed and empty the field, with its list of undone changes."""
        text = self.text()
        self.setText("")
        self.show_text(False)
        return text


class SecretField(QWidget):
    """A label above a hidden line.

    Signals:
        changed: what was typed.
        entered: Enter was pressed.
    """

    changed = Signal(str)
    entered = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._label = Text(look, "strong")
        self.edit = SecretEdit(look, name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._label)
        self.edit.put_in(column)
        self.edit.textChanged.connect(self.changed)
        self.edit.returnPressed.connect(self.entered)

    def say(self, text: str) -> None:
        """Name the field."""
        self._label.setText(text)
        self.edit.setAccessibleName(text)
