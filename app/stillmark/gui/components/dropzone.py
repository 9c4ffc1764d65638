"""Where files and folders can be dropped; never the only way to add them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from stillmark.gui.components.layouts import higher_when_narrow
from stillmark.gui.components.panels import row
from stillmark.gui.components.text import Text
from stillmark.gui.theme import Look

ENCODED = ("image/png", "image/jpeg", "image/webp", "image/avif", "image/heic", "image/gif", "image/bmp")
"""What a picture among dropped or pasted data is taken as, the first that is there; none is decoded here."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a drop or the clipboard brings.

    Attributes:
        paths: files and folders of this computer.
        picture: encoded bytes of one picture; only where there are no paths.
        remote: it names something on the internet, which is never fetched.
    """

    paths: tuple[Path, ...] = ()
    picture: bytes = b""
    remote: bool = False

    @property
    def usable(self) -> bool:
        """Whether there is something to fingerprint."""
        return bool(self.paths or self.picture)


def brought(data: QMimeData) -> Brought:
    """Look at dropped or pasted data; no address in it is ever followed, and no picture decoded.

    Browsers give the address of a picture on the internet, and sometimes its bytes besides.
    """
    paths = tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    named = "".join(url.scheme() for url in data.urls() if not url.isLocalFile())
    remote = bool(named) or data.text().lstrip().startswith(("http://", "https://"))
    picture = b""
    if not paths:
        held = next((name for name in ENCODED if data.hasFormat(name)), None)
        picture = bytes(data.data(held).data()) if held else b""
    return Brought(paths, picture, remote)


class DropZone(QFrame):
    """A dashed field.

    Signals:
        dropped: what was dropped, as a `Brought`.
    """

    dropped = Signal(object)

    def __init__(self, look: Look, *buttons: QWidget) -> None:
        super().__init__()
        self._look = look
        self._over = False
        self.setAcceptDrops(True)
        self.title = Text(look, "card")
        self.hint = Text(look, "small")
        for text in (self.title, self.hint):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._line = row(self.title, *buttons, centred=True)
        self._column.addWidget(self._line)
        self._column.addWidget(self.hint)
        higher_when_narrow(self)
        self.roomy(True)

    def roomy(self, roomy: bool) -> None:
        """Take much room while the list is empty; afterwards little, with everything in one line."""
        down = 32 if roomy else 8
        self._line.put_first_alone(roomy)
        self.hint.setVisible(roomy)
        self._column.setContentsMargins(24, down, 24, down)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take anything: what cannot be used is answered with a sentence, not with silence."""
        if self.isEnabled():
            event.acceptProposedAction()
            self._over = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Go back."""
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Hand on what was dropped."""
        self._over = False
        self.update()
        if self.isEnabled():
            # Never a move: the file stays where it is, whatever the other app proposes.
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(brought(event.mimeData()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the dashed line."""
        palette = self._look.theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(palette.color("accent" if self._over else "control_line"), 2)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(palette.color("accent_tint" if self._over else "panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 14, 14)
        painter.end()
