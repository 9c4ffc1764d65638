"""Step 2: doors, drop zone, progress, list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from stillmark.domain.answers import Kind
from stillmark.domain.errors import IsolationFault
from stillmark.domain.media import Hashed, Note, Outcome, RefusalReason, Refused
from stillmark.domain.worker_messages import IsolationReport
from stillmark.gui.gallery.shot import Shot, hashed, refused
from stillmark.gui.models.pictures import PicturesModel
from stillmark.gui.presenters.choose import ChooseState, Notice, Running
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.isolation import IsolationState, Shelter
from stillmark.gui.presenters.picture_list import PictureRow
from stillmark.gui.theme import Look
from stillmark.gui.views.choose import ChooseView
from stillmark.gui.wording.pictures import row_words
from takedown_hashing.vocabulary import Media

_LONG = "holiday at the lake, the second evening, with everyone (edited copy 3) final version.png"
_MIXED = (
    hashed("IMG_2041.jpg"),
    hashed("IMG_2042.jpg"),
    refused("damaged scan.jpg", RefusalReason.DAMAGED),
    hashed(_LONG),
    hashed("flat sky.png", 20, Note.LOW_QUALITY),
    refused("notes.txt", RefusalReason.NOT_A_PICTURE),
    hashed("cut download.jpg", 100, Note.TRUNCATED),
    hashed("화면 캡처 2026-11-21.png"),
    hashed("VID_20261118_204501.mp4", 100, Note.PARTLY_HASHED, media=Media.VIDEO),
)
_MANY = tuple(hashed(f"IMG_{number}.jpg") for number in range(2000, 2023))
_WHOLE = IsolationState(
    Shelter.WHOLE, False, IsolationReport(True, True, True, (), landlock_abi=5, seccomp=True), None
)
_WEAKER = IsolationState(Shelter.WEAKER, False, IsolationReport(True, True, True, ()), None)
_EMPTY = ChooseState(
    doors=tuple(Kind),
    door=None,
    running=None,
    untried=0,
    ready=0,
    refused=0,
    weak=0,
    made=0,
    notice=None,
    repeated=0,
    error=None,
    one_at_a_time=False,
    practice=False,
    waiting=0,
    adding=False,
    isolation=_WHOLE,
    held=0,
)
_CHOSEN = replace(_EMPTY, door=Kind.INTIMATE)


def _shot(
    name: str,
    alt: str,
    state: ChooseState,
    outcomes: Sequence[Outcome] = (),
    *,
    practice: bool = False,
    focus: Any = None,
) -> Shot[Any]:
    kind = state.door or Kind.INTIMATE
    rows = [PictureRow(one.path.name, kind, one, isinstance(one, Hashed) and one.useful) for one in outcomes]
    full = replace(
        state,
        ready=sum(row.ready for row in rows),
        refused=sum(isinstance(row.outcome, Refused) for row in rows),
        weak=sum(isinstance(row.outcome, Hashed) and not row.ready for row in rows),
        made=len(rows) if kind is Kind.FABRICATED else 0,
    )

    def make(look: Look) -> ChooseView:
        model = PicturesModel(row_words)
        model.append(rows)
        page = ChooseView(look, model)
        model.setParent(page)
        return page

    return Shot(
        Screen.CHOOSE, name, alt, make, lambda page, _: page.draw(full), practice=practice, focus=focus
    )


SHOTS: tuple[Shot[Any], ...] = (
    _shot("empty", "Two doors, none chosen; the drop zone waits", _EMPTY),
    _shot("door", "The first door chosen; the drop zone is open", _CHOSEN),
    _shot("waiting", "Files named at the start wait for a door", replace(_EMPTY, waiting=12)),
    _shot(
        "practice", "Practice mode offers bundled pictures", replace(_CHOSEN, practice=True), practice=True
    ),
    _shot(
        "counting", "The files of a folder are being counted", replace(_CHOSEN, running=Running(0, 0, None))
    ),
    _shot(
        "loading",
        "24 of 38 fingerprints made, about 6 seconds left, one file not opened, the rest continue",
        replace(_CHOSEN, running=Running(24, 38, 6)),
        (refused("damaged scan.jpg", RefusalReason.DAMAGED), *_MANY),
    ),
    _shot(
        "loading-video",
        "A video is being worked on, second by second",
        replace(_CHOSEN, running=Running(3, 5, 180, (42, 190))),
        _MANY[:3],
    ),
    _shot("paused", "The batch rests", replace(_CHOSEN, running=Running(24, 38, None, None, True)), _MANY),
    _shot("partial", "A mixed list: ready, left out, not opened", _CHOSEN, _MIXED),
    _shot("done", "Everything ready", _CHOSEN, _MANY[:3]),
    _shot("stopped", "Stopped, some files were not tried", replace(_CHOSEN, untried=14), _MANY[:6]),
    _shot(
        "made",
        "The second door: is this the made picture itself?",
        replace(_EMPTY, door=Kind.FABRICATED),
        (hashed("swap_final.png"), hashed("IMG_0007.jpg")),
    ),
    _shot("one-at-a-time", "Pictures made under 18: one at a time", replace(_CHOSEN, one_at_a_time=True)),
    _shot(
        "one-refused",
        "Several at once were refused, nothing was added",
        replace(_CHOSEN, one_at_a_time=True, notice=Notice.ONE_AT_A_TIME),
        _MANY[:1],
    ),
    _shot("nothing-found", "An empty folder", replace(_CHOSEN, notice=Notice.NOTHING_FOUND)),
    _shot(
        "repeated",
        "Two files were in the list already",
        replace(_CHOSEN, notice=Notice.REPEATED, repeated=2),
        _MANY[:3],
    ),
    _shot(
        "starting",
        "The protected part is starting; files wait for it",
        replace(_CHOSEN, isolation=IsolationState(Shelter.CHECKING, False, None, None), held=1),
    ),
    _shot(
        "weaker",
        "This computer protects less well; a choice is asked for",
        replace(_CHOSEN, isolation=_WEAKER),
    ),
    _shot(
        "error",
        "The protected part could not be started; nothing was opened or sent",
        replace(_CHOSEN, isolation=IsolationState(Shelter.FAILED, False, None, IsolationFault())),
    ),
    _shot(
        "error-midway",
        "The protected part failed midway; what was ready stays",
        replace(_CHOSEN, error=IsolationFault()),
        _MANY[:4],
    ),
    _shot(
        "keyboard",
        "The keyboard is in the list",
        _CHOSEN,
        _MIXED,
        focus=lambda page: page.list,
    ),
)
