"""The guides: what is in them, and chapters with everything that chapters can hold."""

from __future__ import annotations

from typing import Any

from stillmark.gui.gallery.shot import Shot
from stillmark.gui.language import Language
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.guide import Guide, GuideState, read
from stillmark.gui.views.guide import GuideView
from stillmark.resources import guide_text


def _guide(name: str, alt: str, guide: Guide, chapter: int | None) -> Shot[Any]:
    def draw(page: GuideView, language: Language) -> None:
        page.draw(GuideState(read(guide_text(guide, language.tag)), chapter))

    return Shot(Screen.GUIDE, name, alt, GuideView, draw, step=1)


def _chapters(guide: Guide) -> tuple[Shot[Any], ...]:
    count = len(read(guide_text(guide, "en")).chapters)
    return tuple(
        _guide(f"{guide}-{number + 1:02}", f"Chapter {number + 1} of the guide: {guide}", guide, number)
        for number in range(count)
    )


SHOTS: tuple[Shot[Any], ...] = (
    _guide("user-contents", "What is in the guide for people who use the app", Guide.USER, None),
    *_chapters(Guide.USER),
    _guide("centre-contents", "What is in the guide for support centres", Guide.CENTRE, None),
    *_chapters(Guide.CENTRE),
)
