"""The gallery's stage, set up as one likes and taken down again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication

from stillmark.gui.gallery.stage import Stage
from stillmark.gui.language import Languages, spoken
from stillmark.gui.theme import Appearance, Look
from stillmark.gui.traces import write_no_settings


@contextmanager
def staged(app: QApplication, tag: str, appearance: Appearance, scale: int) -> Iterator[Stage]:
    """Give a stage in a language, a theme and a size of text."""
    write_no_settings()
    app.setStyle("Fusion")
    look = Look(app)
    look.choose(appearance=appearance, scale=scale)
    languages = Languages(app, look, spoken(tag))
    stage = Stage(look, languages)
    yield stage
    look.choose(from_right=False)
    stage.close_down()
    languages.remove()
    look.close()
