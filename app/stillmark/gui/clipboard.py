"""Words on the clipboard for one minute, never longer than the window."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication

MINUTE = 60_000


class PassingClipboard(QObject):
    """Puts a text on the clipboard and takes it off again, unless something else was copied since."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MINUTE)
        self._timer.timeout.connect(self.clear)

    def copy(self, text: str) -> None:
        """Copy for one minute; clipboard managers that understand it are asked not to keep it."""
        data = QMimeData()
        data.setText(text)
        data.setData("x-kde-passwordManagerHint", b"secret")
        data.setData(
            'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"', b"1"
        )
        QApplication.clipboard().setMimeData(data)
        self._text = text
        self._timer.start()

    def clear(self) -> None:
        """Take the text off the clipboard if it is still there."""
        clipboard = QApplication.clipboard()
        if self._text and clipboard.text(QClipboard.Mode.Clipboard) == self._text:
            clipboard.clear(QClipboard.Mode.Clipboard)
        self._text = ""
        self._timer.stop()

    def leave(self) -> None:
        """Take off everything that was copied or marked in this window, before Qt hands it on.

        On X11 an app that ends gives what it copied to the clipboard manager, which may keep a list.
        """
        clipboard = QApplication.clipboard()
        if clipboard.ownsClipboard():
            clipboard.clear(QClipboard.Mode.Clipboard)
        if clipboard.supportsSelection() and clipboard.ownsSelection():
            clipboard.clear(QClipboard.Mode.Selection)
        # A manager may have taken the words over at once; then they are there without being ours.
        self.clear()
