"""Goes through languages, themes and sizes, and takes every picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from pathlib import Path

from PySide6.QtWidgets import QApplication

from stillmark.gui.gallery.collection import collection
from stillmark.gui.gallery.command import Drawn
from stillmark.gui.gallery.stage import Stage
from stillmark.gui.language import Languages, spoken
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.theme import Appearance, Look

COMPRESSION = 60
"""Qt's quality of a PNG: smaller files take longer; never a loss."""


def screen_names() -> tuple[str, ...]:
    """Return the names of all screens."""
    return tuple(screen.value for screen in Screen)


class Studio:
    """Takes pictures into one folder."""

    def __init__(self, out: Path, *, whole: bool) -> None:
        self._out = out
        self._whole = whole
        running = QApplication.instance()
        self._app = running if isinstance(running, QApplication) else QApplication(["stillmark"])
        self._app.setApplicationName("Stillmark")
        self._app.setStyle("Fusion")
        # A cursor that blinks would make two runs differ.
        self._app.setCursorFlashTime(0)

    def draw(
        self, screens: Sequence[str], chosen: Mapping[str, Sequence[str]], tell: Callable[[str], None]
    ) -> list[Drawn]:
        """Take every picture; return them in the order of screens, then states."""
        shots = collection(screens)
        look = Look(self._app)
        drawn: list[Drawn] = []
        for theme, scale, language in product(chosen["themes"], chosen["scales"], chosen["languages"]):
            look.choose(appearance=Appearance(theme), scale=int(scale))
            languages = Languages(self._app, look, spoken(language))
            stage = Stage(look, languages, whole=self._whole)
            for shot in shots:
                stage.perform(shot)
                name = f"{shot.name}-{language}-{theme}-{scale}.png"
                picture = stage.picture()
                if not picture.save(str(self._out / name), "PNG", COMPRESSION):
                    raise OSError(name)
                size = picture.size()
                drawn.append(
                    Drawn(
                        name,
                        shot.screen.value,
                        shot.state,
                        language,
                        theme,
                        scale,
                        shot.alt,
                        size.width(),
                        size.height(),
                    )
                )
            stage.close_down()
            languages.remove()
            tell(f"{language} {theme} {scale} %: {len(shots)}")
        look.close()
        order = {name: rank for rank, name in enumerate(shot.name for shot in shots)}
        return sorted(drawn, key=lambda one: order[f"{one.screen}-{one.state}"])
