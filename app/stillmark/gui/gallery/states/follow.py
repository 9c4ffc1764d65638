"""Step 5: the case, platform by platform, and taking back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from stillmark.domain.answers import Kind
from stillmark.domain.case import Ended, EndReason, PlatformState
from stillmark.domain.errors import RegistryUnreachable, StorageFault
from stillmark.gui.gallery.shot import CASE, LATER, PLATFORMS, REGISTRY, SENT, Shot
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.follow import Asking, Failing, FollowState, ItemLine, PlatformLine
from stillmark.gui.presenters.timeline import Event, Happening
from stillmark.gui.views.follow import FollowView
from takedown_hashing.vocabulary import Media

_NAMES = ("IMG_2041.jpg", "IMG_2042.jpg", "화면 캡처 2026-11-21.png")


def _lines(*states: PlatformState, total: int = 3) -> tuple[PlatformLine, ...]:
    """One line per platform, all pictures in the same state."""
    return tuple(
        PlatformLine(name, state, _when(state), ((state, total),), total)
        for name, state in zip(
            (*PLATFORMS, "Platform D", "Platform E", "Platform F", "Platform G"), states, strict=False
        )
    )


def _when(state: PlatformState) -> datetime | None:
    if state is PlatformState.NOT_COLLECTED:
        return None
    return SENT if state is PlatformState.COLLECTED else LATER


def _items(
    *states: PlatformState, named: bool = True, taken_back: datetime | None = None
) -> tuple[ItemLine, ...]:
    return tuple(
        ItemLine(
            item_id=f"{number:032x}",
            number=number,
            name=name if named else "",
            kind=Kind.INTIMATE,
            media=Media.IMAGE,
            added=SENT,
            taken_back=taken_back,
            platforms=tuple(
                (platform, state, _when(state)) for platform, state in zip(PLATFORMS, states, strict=False)
            ),
        )
        for number, name in enumerate(_NAMES, start=1)
    )


_S = PlatformState
_EMPTY = FollowState(
    case_id=CASE,
    registry=REGISTRY,
    checked=None,
    checked_today=False,
    checking=False,
    taking_back=False,
    received=None,
    receipt_checked=False,
    receipts=0,
    platforms=(),
    items=(),
    active=0,
    asking=None,
    asked_item=None,
    error=None,
    failing=None,
    news=(),
    waiting=0,
    timeline=(),
)
_SENT = replace(_EMPTY, received=SENT, receipt_checked=True, receipts=1)
_MIXED = (_S.COLLECTED, _S.BLOCKED, _S.NOT_COLLECTED)
_DONE = replace(
    _SENT, checked=LATER, checked_today=True, platforms=_lines(*_MIXED), items=_items(*_MIXED), active=3
)
_NOT = (_S.NOT_BLOCKED, _S.PENDING_REVIEW, _S.COLLECTED)
_ALL = tuple(_S)
_OUT = tuple(
    replace(item, ended=ended, taken_back=LATER if ended is not None and ended.whole else None)
    for item, ended in zip(
        (_items(_S.TAKEN_BACK, _S.TAKE_BACK_ASKED, _S.NOT_COLLECTED)[0], *_items(*_MIXED)[1:]),
        (Ended(LATER, EndReason.NOT_INTIMATE, True), Ended(LATER, EndReason.TOO_COMMON, False), None),
        strict=True,
    )
)
_TIMELINE = (
    Happening(LATER, _S.BLOCKED, PLATFORMS[1], 3),
    Happening(SENT, _S.COLLECTED, PLATFORMS[0], 3),
    Happening(SENT, Event.RECEIVED, "", 3),
)
_VARIED = PlatformLine(
    PLATFORMS[1], _S.BLOCKED, LATER, ((_S.BLOCKED, 1), (_S.PENDING_REVIEW, 1), (_S.COLLECTED, 1)), 3
)


def _shot(name: str, alt: str, state: FollowState, *, focus: Any = None) -> Shot[Any]:
    return Shot(Screen.FOLLOW, name, alt, FollowView, lambda page, _: page.draw(state), focus=focus)


SHOTS: tuple[Shot[Any], ...] = (
    _shot(
        "loading",
        "Sent and received; the platforms are being asked for the first time",
        replace(_SENT, checking=True),
    ),
    _shot("done", "Received, collected, blocked, waiting: one row per platform, then the pictures", _DONE),
    _shot("timeline", "What happened so far, the newest first", replace(_DONE, timeline=_TIMELINE)),
    _shot("waiting", "Two messages have no receipt yet", replace(_DONE, waiting=2, timeline=_TIMELINE)),
    _shot(
        "every-state",
        "Every state a platform can be in",
        replace(_DONE, platforms=_lines(*_ALL), checked_today=False),
    ),
    _shot(
        "partial",
        "One platform did different things with different pictures",
        replace(_DONE, platforms=(_DONE.platforms[0], _VARIED, _DONE.platforms[2])),
    ),
    _shot(
        "not-blocked",
        "A platform did not block; this is not a judgement, and what next",
        replace(_DONE, platforms=_lines(*_NOT), items=_items(*_NOT)),
    ),
    _shot("nobody", "Received; no platform takes part yet", replace(_DONE, platforms=(), items=_items())),
    _shot("empty", "The registry knows nothing under these words", replace(_EMPTY, checked=LATER)),
    _shot(
        "asking-all", "Take back everything? Final, and what may follow", replace(_DONE, asking=Asking.ALL)
    ),
    _shot(
        "asking-one",
        "Take back one picture?",
        replace(_DONE, asking=Asking.ONE, asked_item=_DONE.items[1]),
    ),
    _shot("taking-back", "The take-back is on its way", replace(_DONE, taking_back=True)),
    _shot(
        "taken-back",
        "Everything was taken back; platforms were asked",
        replace(
            _DONE,
            platforms=_lines(_S.TAKEN_BACK, _S.TAKE_BACK_ASKED, _S.TAKE_BACK_ASKED),
            items=_items(_S.TAKEN_BACK, _S.TAKE_BACK_ASKED, _S.TAKE_BACK_ASKED, taken_back=LATER),
            active=0,
        ),
    ),
    _shot(
        "taken-out",
        "The registry itself took out one picture and a part of another; why, and what next",
        replace(_DONE, items=_OUT, active=2),
    ),
    _shot(
        "opened",
        "A case opened with its words: no file names, signed answer checked",
        replace(_DONE, receipt_checked=False, receipts=0, items=_items(*_MIXED, named=False)),
    ),
    _shot(
        "error",
        "The registry could not be reached; what was last known stays",
        replace(_DONE, error=RegistryUnreachable(), failing=Failing.CHECK, checked_today=False),
    ),
    _shot(
        "error-save",
        "The receipt could not be saved",
        replace(_DONE, error=StorageFault("The file could not be written."), failing=Failing.SAVE),
    ),
    _shot("keyboard", "The keyboard is on a picture", _DONE, focus=lambda page: page.item_list),
)
