"""All states of all screens, in the order of the way through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stillmark.gui.gallery.shot import Shot
from stillmark.gui.gallery.states import (
    aside,
    choose,
    follow,
    guide,
    keep,
    preview,
    registry,
    send,
    start,
    taking,
)
from stillmark.gui.presenters.flow import Screen

_FILES = (start, registry, choose, preview, send, follow, keep, taking, aside, guide)


def collection(screens: Iterable[str] = ()) -> tuple[Shot[Any], ...]:
    """Return every shot, or those of some screens, ordered as `Screen` is."""
    wanted = set(screens) or {screen.value for screen in Screen}
    order = {screen: rank for rank, screen in enumerate(Screen)}
    shots = [shot for file in _FILES for shot in file.SHOTS if shot.screen.value in wanted]
    return tuple(sorted(shots, key=lambda shot: order[shot.screen]))
