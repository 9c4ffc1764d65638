"""Takes the pictures of the guides from states of the gallery.

    PYTHONPATH=app .venv/bin/python assets/guide_pictures.py [--check]

writes them beside the guides; `--check` writes nothing, names those that are no longer what the window
shows, and ends with 1 if there are any. Each picture says in itself from which state it was taken, which
words stand on it, and with which Qt and fonts it was drawn: with others the same words look different.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image, PngImagePlugin
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, Qt, qVersion
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from stillmark.gui.components.page import Page
from stillmark.gui.gallery.collection import collection
from stillmark.gui.gallery.shot import Shot
from stillmark.gui.gallery.stage import Stage
from stillmark.gui.language import Languages, spoken
from stillmark.gui.theme import FAMILIES, Appearance, Look
from stillmark.gui.traces import write_no_caches, write_no_settings
from stillmark.resources import guides

LANGUAGES = ("en", "ko")
ZONE = "UTC"
"""The time zone of the computer must not decide about dates."""

MARGIN = 16
"""Around what is shown, in pixels."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture shows.

    Attributes:
        state: of the gallery, SCREEN-STATE.
        parts: attributes of the page, all of which are on it; of the frame with a dot before; `column` is
            everything on the page.
    """

    state: str
    parts: tuple[str, ...]


PICTURES = {
    "quick-exit": Picture("device-asked", (".break_button", ".exit_button")),
    "questions": Picture("person-myself", ("column",)),
    "doors": Picture("choose-door", ("title", "lead", "_doors", "zone")),
    "list": Picture("choose-partial", ("_list_card",)),
    "sent": Picture("preview-done", ("_columns", "_network")),
    "words": Picture("words-shown", ("_card", "_written")),
    "agree": Picture("send-agreed", ("consent",)),
    "follow": Picture("follow-every-state", ("_card", "_reported")),
    "take-back": Picture("follow-asking-one", ("question",)),
    "break": Picture("pause-off", ("_keep_title", "_keep_text", "form", "_forget")),
    "helpline": Picture("handover-minor-assisting", ("title", "lead", "_child", "_where")),
    "registry": Picture("registry-checked", ("column",)),
    "data": Picture("data-done", ("column",)),
    "batch": Picture("choose-loading", ("_progress_card",)),
    "cases": Picture("cases-done", ("column",)),
    "lock": Picture("settings-done", ("_away_title", "_away_text", "_minutes")),
    "sheet": Picture("sheet-warning", ("column",)),
}


class Camera:
    """A stage in one language: light, text at 100 %."""

    def __init__(self, app: QApplication, tag: str) -> None:
        app.setStyle("Fusion")
        app.setCursorFlashTime(0)
        self._look = Look(app)
        self._look.choose(appearance=Appearance.LIGHT, scale=100)
        self._languages = Languages(app, self._look, spoken(tag))
        self._stage = Stage(self._look, self._languages)
        self._shots: dict[str, Shot[Any]] = {shot.name: shot for shot in collection()}

    def close(self) -> None:
        """Take everything down."""
        self._stage.close_down()
        self._languages.remove()
        self._look.close()

    def aim(self, picture: Picture) -> QRect:
        """Bring the stage into the state; return what is on the picture."""
        page = self._stage.perform(self._shots[picture.state])
        box, inside = QRect(), self._place(page)
        for name in picture.parts:
            if name.startswith("."):
                inside = self._stage.rect()
            for widget in self._parts(page, name):
                if widget.isVisible():
                    box = box.united(self._place(widget))
        return box.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN).intersected(inside)

    def _parts(self, page: Page, name: str) -> Iterable[QWidget]:
        if name == "column":
            body = page.area.widget()
            return [
                one
                for one in body.findChildren(QWidget)
                if isinstance(one, QLabel | QFrame | QAbstractButton)
            ]
        found = getattr(self._stage.frame if name.startswith(".") else page, name.removeprefix("."))
        return found.values() if isinstance(found, dict) else (found,)

    def _place(self, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(self._stage, QPoint()), widget.size())

    def take(self, picture: Picture) -> bytes:
        """Return the picture as a PNG of at most 256 colours."""
        box = self.aim(picture)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._stage.picture().copy(box).save(buffer, "PNG")
        image = Image.open(BytesIO(buffer.data().data())).convert("RGB")
        few = image.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        told = PngImagePlugin.PngInfo()
        told.add_text("State", picture.state)
        told.add_text("Words", self.words(box))
        told.add_text("Drawn with", drawn_with())
        out = BytesIO()
        few.save(out, "PNG", optimize=True, bits=8, pnginfo=told)
        return out.getvalue()

    def words(self, box: QRect) -> str:
        """Return the SHA-256 of every word in a part of the window."""
        inside = [
            text
            for widget in self._stage.findChildren(QWidget)
            if widget.isVisible() and box.contains(widget.mapTo(self._stage, widget.rect().center()))
            for text in _texts(widget)
        ]
        return sha256("\n".join(inside).encode()).hexdigest()


def _texts(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        yield widget.text()
    elif isinstance(widget, QPlainTextEdit):
        yield widget.toPlainText()
    elif isinstance(widget, QAbstractItemView):
        model = widget.model()
        for row in range(model.rowCount()):
            yield str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def drawn_with() -> str:
    """Name what decides how the same words look."""
    fonts = [name for name in FAMILIES if QFontDatabase.hasFamily(name)]
    return ", ".join([f"Qt {qVersion()}", *fonts, QFont().defaultFamily()])


def told_by(file: Path) -> dict[str, str]:
    """Return what a picture says about itself."""
    with Image.open(file) as image:
        image.load()
        return {str(name): str(value) for name, value in image.info.items() if isinstance(value, str)}


def look_alike(one: bytes, other: bytes) -> bool:
    """Whether two pictures have the same pixels."""
    first, second = (Image.open(BytesIO(data)).convert("RGB") for data in (one, other))
    return first.size == second.size and first.tobytes() == second.tobytes()


def main() -> int:
    checking = "--check" in sys.argv[1:]
    os.environ["TZ"] = ZONE
    time.tzset()
    write_no_settings()
    write_no_caches()
    app = QApplication(["stillmark"])
    stale = []
    for tag in LANGUAGES:
        camera = Camera(app, tag)
        for name, picture in PICTURES.items():
            file, taken = guides() / f"{name}.{tag}.png", camera.take(picture)
            if checking and not (file.exists() and look_alike(file.read_bytes(), taken)):
                stale.append(file.name)
            elif not checking:
                file.write_bytes(taken)
        camera.close()
    print("\n".join(f"{name} is no longer what the window shows" for name in stale))
    size = sum(file.stat().st_size for file in guides().glob("*.png"))
    print(f"{len(PICTURES) * len(LANGUAGES)} pictures, {size / 1000:.0f} kB")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
