"""Step 3: what will be sent, the exact data, and which copies are recognised."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from stillmark.domain.errors import IsolationFault, WrongUse
from stillmark.gui.gallery.shot import CASE, REGISTRY, Shot
from stillmark.gui.presenters.copies import CopiesState, CopyLine
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.preview import DataState, PreviewState, Summary
from stillmark.gui.views.data import DataView
from stillmark.gui.views.preview import PreviewView
from takedown_hashing.vocabulary import Edit

_SUMMARY = Summary(
    registry=REGISTRY,
    fingerprints=96,
    pictures=4,
    videos=0,
    made=0,
    adult=True,
    case_id=CASE,
    messages=1,
    size=14_203,
    left_out=0,
    turned=True,
    cropped=True,
    on_screens=True,
)
_READY = PreviewState(False, _SUMMARY, None)
_FOUND = {
    Edit.SMALL_CROP: 3,
    Edit.FULL_SCREEN: 4,
    Edit.POST: 0,
    Edit.CAPTION_STRIP: 2,
    Edit.TEXT_ACROSS: 1,
    Edit.LARGE_STICKER: 0,
    Edit.TILTED: 1,
}
_TRIED = CopiesState(tuple(CopyLine(edit, _FOUND.get(edit, 4), 4) for edit in Edit), 4, 4, 4, False, None)
_UNTRIED = tuple(CopyLine(edit, 0, 0) for edit in Edit)


def _shot(name: str, alt: str, state: PreviewState, copies: CopiesState, *, table: bool = False) -> Shot[Any]:
    def draw(page: PreviewView, _: object) -> None:
        page.draw(state)
        page.draw_copies(copies)
        page.show_table(table)

    return Shot(Screen.PREVIEW, name, alt, PreviewView, draw)


_HASHES = [f"{number:02x}" * 32 for number in range(0x1A, 0x1A + 7 * 24, 7)]
_DOCUMENT = {
    "type": "submission",
    "case": CASE,
    "eligibility": "adult",
    "at": "2026-11-22T09",
    "items": [{"kind": "intimate", "media": "image", "pdq": _HASHES}],
}
_EXACT = json.dumps(_DOCUMENT, separators=(",", ":"))


def _data(name: str, alt: str, state: DataState, search: str = "") -> Shot[Any]:
    def draw(page: DataView, _: object) -> None:
        page.draw(state)
        page.search.setText(search)
        if search:
            page.find_button.click()

    return Shot(Screen.DATA, name, alt, DataView, draw)


_LAID_OUT = DataState(0, 1, len(_EXACT), False, json.dumps(_DOCUMENT, indent=2))

SHOTS: tuple[Shot[Any], ...] = (
    _shot(
        "loading",
        "The message is being put together",
        PreviewState(True, None, None),
        replace(_TRIED, lines=_UNTRIED, tried=0, running=True),
    ),
    _shot("done", "The message in words, and how twelve everyday edits fared", _READY, _TRIED),
    _shot("table", "The same results as a table", _READY, _TRIED, table=True),
    _shot(
        "partial",
        "One of four pictures tried so far",
        _READY,
        replace(
            _TRIED,
            lines=tuple(CopyLine(edit, _FOUND.get(edit, 1) and 1, 1) for edit in Edit),
            tried=1,
            running=True,
        ),
    ),
    _shot(
        "trying",
        "No picture tried yet",
        _READY,
        replace(_TRIED, lines=_UNTRIED, tried=0, running=True),
    ),
    _shot(
        "not-tried",
        "Pictures made under 18 are not tried; it is said how it usually goes",
        PreviewState(False, replace(_SUMMARY, adult=False, fingerprints=24, pictures=1), None),
        CopiesState(_UNTRIED, 0, 0, 1, False, None),
    ),
    _shot(
        "left-out",
        "Pictures and videos, real and made; two left out",
        PreviewState(
            False,
            replace(_SUMMARY, pictures=40, videos=2, made=3, left_out=2, messages=4, fingerprints=1208),
            None,
        ),
        replace(_TRIED, tried=6, total=6, chosen=40),
    ),
    _shot(
        "error",
        "No picture has a usable fingerprint",
        PreviewState(False, None, WrongUse("There is no picture with a usable fingerprint.")),
        replace(_TRIED, lines=_UNTRIED, tried=0, total=0, chosen=0),
    ),
    _shot(
        "error-trying",
        "Trying the copies stopped; the message is ready",
        _READY,
        replace(_TRIED, lines=_UNTRIED, tried=0, error=IsolationFault()),
    ),
    _data("done", "One message laid out for reading", _LAID_OUT),
    _data(
        "exact",
        "The second of three messages, byte for byte",
        DataState(1, 3, len(_EXACT), True, _EXACT),
    ),
    _data("found", "The age group was looked for and found once", _LAID_OUT, "adult"),
    _data("not-found", "A name was looked for and is not in the data", _LAID_OUT, "Mina"),
    _data("empty", "Nothing is prepared", DataState(0, 0, 0, False, "")),
)
