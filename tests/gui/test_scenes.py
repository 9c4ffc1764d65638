"""Every scene of the real window holds every check, in both languages, at 100 and 200 %, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from gui import checks
from gui.fakes import World
from gui.scenes import SCENES, settle
from stillmark.gui.language import spoken
from stillmark.gui.theme import Appearance
from stillmark.gui.window import Window

MakeWindow = Callable[..., Window]
_KOREAN_NAMES = re.compile("한국어|화면 캡처|중앙디지털성범죄피해자지원센터")


def cut_in_the_next_frame(window: Window) -> list[str]:
    """Draw one frame, as a person would see it, and nothing before it; return what is cut in it."""
    window.update()
    QApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest)
    return checks.clipped(window)


@pytest.mark.parametrize("scene", SCENES)
def test_every_check_holds(make_window: MakeWindow, world: World, scene: str) -> None:
    window = make_window(language="ko")
    SCENES[scene](window, world)
    settle()
    shown = window.page()
    faults = checks.faults_of(window, window.exit_button, english=False)
    window.look.choose(scale=200, appearance=Appearance.DARK)
    faults += cut_in_the_next_frame(window)
    settle()
    faults += checks.faults_of(window, window.exit_button, english=False)
    for scale in (200, 100):
        window.use_language(spoken("en"))
        window.look.choose(scale=scale)
        faults += cut_in_the_next_frame(window)
        settle()
        faults += checks.clipped(window)
        faults += [
            f"Korean: {text!r} in {where}"
            for text, where in checks.texts(window)
            if re.search("[가-힣]", _KOREAN_NAMES.sub("", text))
        ]
    assert faults == []
    assert window.page() is shown
    assert window.width() <= 1180
