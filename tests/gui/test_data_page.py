"""The page itself shows every message byte for byte, also after turning to the next one."""

from __future__ import annotations

import json

from gui.fakes import World
from gui.scenes import previewing, settle
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.window import Window


def test_the_page_shows_what_was_signed_to_the_last_byte(window: Window, world: World) -> None:
    world.submit.per_message = 1
    previewing(window)
    window.flow.go(Screen.DATA)
    prepared, page = window.session.prepared, window.pages.data
    assert prepared is not None
    page._exact.click()
    shown = []
    for _ in prepared.documents:
        settle()
        shown.append(page.text.toPlainText().encode())
        page.later_button.click()
    assert tuple(shown) == tuple(prepared.documents)
    assert len(set(shown)) == 3
    page._readable.click()
    laid_out = page.text.toPlainText()
    assert "\n" in laid_out
    assert json.loads(laid_out) == json.loads(prepared.documents[-1])
