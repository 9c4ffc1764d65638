"""The window without a screen; its services are fakes, its threads, models and widgets are real."""

from __future__ import annotations

import gc
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gui.fakes import World
from gui.scenes import settle
from stillmark.domain.preconfigured import Preconfigured
from stillmark.gui.garbage import Sweeper
from stillmark.gui.language import Language, Languages, languages, spoken
from stillmark.gui.session import PracticeInfo
from stillmark.gui.theme import Appearance, Look
from stillmark.gui.traces import write_no_settings
from stillmark.gui.window import Window

MakeWindow = Callable[..., Window]


@pytest.fixture(scope="module", autouse=True)
def sweeper_of_module(qapp: QApplication) -> Iterator[None]:
    """Only the event loop collects, as in the app: a window that an earlier test forgot would otherwise be
    deleted on the thread of a task, and the process would end at some later event.
    """
    sweeper = Sweeper()
    sweeper.start()
    yield
    gc.collect()
    sweeper.stop()


@pytest.fixture(autouse=True)
def nothing_else_collects(sweeper_of_module: None) -> None:
    """Also after a test that left it to Python again."""
    gc.disable()


@pytest.fixture(autouse=True)
def emptied_clipboard(qapp: QApplication) -> Iterator[None]:
    """What a test put there belongs to Python; Qt must not delete it after Python has ended."""
    yield
    qapp.clipboard().clear()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "kept")
    yield made
    made.keep.lock()


@pytest.fixture
def make_window(qapp: QApplication, world: World) -> Iterator[MakeWindow]:
    made: list[Window] = []
    write_no_settings()
    qapp.setStyle("Fusion")
    looks: list[Look] = []

    def make(
        *,
        language: str = "en",
        practice: PracticeInfo | None = None,
        configured: tuple[str, ...] = (),
        preconfigured: Preconfigured | None = None,
        initial: tuple[Path, ...] = (),
        appearance: Appearance = Appearance.LIGHT,
        scale: int = 100,
    ) -> Window:
        look = Look(qapp)
        look.choose(appearance=appearance, scale=scale)
        looks.append(look)
        window = Window(look, Languages(qapp, look, spoken(language)), practice=practice)
        made.append(window)
        window.fill(
            world.services(),
            preconfigured=preconfigured or Preconfigured(registries=configured),
            initial_paths=initial,
        )
        window.show()
        settle()
        return window

    yield make
    for window in made:
        window.leave_now()
        window.close_down()
        window.languages.remove()
    for look in looks:
        look.close()
    settle()


@pytest.fixture
def window(make_window: MakeWindow) -> Window:
    return make_window()


@pytest.fixture(params=languages(), ids=lambda one: one.tag)
def language(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Language]:
    """Texts in each language, where no window is needed."""
    look = Look(qapp)
    languages = Languages(qapp, look, request.param)
    yield request.param
    languages.remove()
    look.close()
