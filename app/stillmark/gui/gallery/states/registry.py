"""Step 1: which registry; and opening a case with its words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stillmark.domain.errors import RegistryUnreachable, RootChanged, WordsWrong
from stillmark.gui.gallery.shot import ADDRESS, PLATFORMS, REGISTRY, ROOT_KEY, Shot
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.registry import Described, Offer, RegistryState, Source
from stillmark.gui.presenters.resume import ResumeState
from stillmark.gui.views.registry import RegistryView
from stillmark.gui.views.resume import ResumeView

_OFFERS = (Offer(Source.CONFIGURED, f"{ADDRESS}#{ROOT_KEY}"), Offer(Source.TYPED, ""))
_PRACTICE = (Offer(Source.PRACTICE, f"http://127.0.0.1:8000#{ROOT_KEY}"),)
_DESCRIBED = Described(
    name=REGISTRY,
    operator="Example Foundation",
    address=ADDRESS,
    root_key_id=ROOT_KEY,
    platforms=PLATFORMS,
    retention_days=730,
    serves_adults=True,
    serves_minors=False,
    first_seen=False,
)
_EMPTY = RegistryState(
    offers=_OFFERS,
    chosen=0,
    typed="",
    connecting=False,
    described=None,
    serves=True,
    trusted=False,
    error=None,
    can_connect=True,
    can_continue=False,
)
_TYPED = replace(_EMPTY, chosen=1, typed=f"{ADDRESS}#{ROOT_KEY}")
_CHECKED = replace(_EMPTY, described=_DESCRIBED, can_continue=True)


def _shot(name: str, alt: str, state: RegistryState, *, practice: bool = False) -> Shot[Any]:
    return Shot(
        Screen.REGISTRY,
        name,
        alt,
        lambda look: RegistryView(look, state.offers),
        lambda page, _: page.draw(state),
        practice=practice,
    )


def _resume(name: str, alt: str, text: str, state: ResumeState) -> Shot[Any]:
    def draw(page: ResumeView, _: object) -> None:
        page.words.setPlainText(text)
        page.draw(state)

    return Shot(Screen.RESUME, name, alt, ResumeView, draw)


SHOTS: tuple[Shot[Any], ...] = (
    _shot("empty", "A registry set up here and the choice of another one; nothing asked yet", _EMPTY),
    _shot(
        "typing", "Another registry, its address not typed yet", replace(_EMPTY, chosen=1, can_connect=False)
    ),
    _shot(
        "loading",
        "The registry is asked to show who it is",
        replace(_TYPED, connecting=True, can_connect=False),
    ),
    _shot("checked", "The registry's description, its signature checked", _CHECKED),
    _shot(
        "not-served",
        "The registry does not take pictures of this age; another service can help",
        replace(_CHECKED, serves=False, can_continue=False),
    ),
    _shot(
        "practice",
        "The practice registry on this computer, seen for the first time",
        replace(
            _CHECKED,
            offers=_PRACTICE,
            described=replace(_DESCRIBED, serves_minors=True, first_seen=True),
            can_continue=False,
        ),
        practice=True,
    ),
    _shot("error", "The registry could not be reached", replace(_TYPED, error=RegistryUnreachable())),
    _shot("error-identity", "The registry shows another identity", replace(_TYPED, error=RootChanged())),
    _resume("empty", "A field for the twelve words", "", ResumeState(0, None)),
    _resume("partial", "Three of twelve words typed", "canvas river window", ResumeState(3, None)),
    _resume(
        "error",
        "The words do not belong together; nothing was changed",
        "canvas river window orange ladder velvet garden copper island meadow pencil harbor",
        ResumeState(
            12, WordsWrong("These words do not belong together: one of them, or the order, is wrong.")
        ),
    ),
)
