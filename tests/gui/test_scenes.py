"""Every scene of the real window holds every check, in both languages, at 100 and 200 %, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from gui import checks
from gui.fakes import World
from gui.scenes import SCENES, settle
from stillmark.gui.language import spoken
from stillmark.gui.theme import Appearance
from stillmark.gui.window import Window

MakeWindow = Callable[..., Window]
_KOREAN_NAMES = re.compile("한국어|화면 캡처|중앙디지털성범죄피해자지원센터")


def come_to_rest(window: Window) -> None:
    """Let heights that follow from widths arrive, pass by pass; what is still cut then stays cut."""
    for _ in range(20):
        settle()
        if not checks.clipped(window):
            return


@pytest.mark.parametrize("scene", SCENES)
def test_every_check_holds(make_window: MakeWindow, world: World, scene: str) -> None:
    window = make_window(language="ko")
    SCENES[scene](window, world)
    settle()
    shown = window.page()
    faults = checks.faults_of(window, window.exit_button, english=False)
    window.look.choose(scale=200, appearance=Appearance.DARK)
    come_to_rest(window)
    faults += checks.faults_of(window, window.exit_button, english=False)
    for scale in (200, 100):
        window.use_language(spoken("en"))
        window.look.choose(scale=scale)
        come_to_rest(window)
        faults += checks.clipped(window)
        faults += [
            f"Korean: {text!r} in {where}"
            for text, where in checks.texts(window)
            if re.search("[가-힣]", _KOREAN_NAMES.sub("", text))
        ]
    assert faults == []
    assert window.page() is shown
    assert window.width() <= 1180
