"""What registry and platforms did: one sentence, one word, one shape and one tone for each state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stillmark.domain.case import Ended, EndReason, PlatformState
from stillmark.gui.components.marks import Shape, Tone
from stillmark.gui.presenters.follow import FollowState, ItemLine, PlatformLine
from stillmark.gui.presenters.timeline import Event, Happening
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.dates import day
from stillmark.gui.wording.practice import said
from stillmark.services.verify import ProvenReceipt
from takedown_hashing.vocabulary import Media

LOOKS = {
    PlatformState.NOT_COLLECTED: (Shape.RING, Tone.WAIT),
    PlatformState.COLLECTED: (Shape.DIAMOND, Tone.ACCENT),
    PlatformState.PENDING_REVIEW: (Shape.HALF, Tone.WAIT),
    PlatformState.NOT_BLOCKED: (Shape.DASH, Tone.NEUTRAL),
    PlatformState.BLOCKED: (Shape.DOT, Tone.GOOD),
    PlatformState.TAKE_BACK_ASKED: (Shape.OPEN_SQUARE, Tone.WAIT),
    PlatformState.TAKEN_BACK: (Shape.OPEN_DIAMOND, Tone.NEUTRAL),
}
"""No two states share a shape."""


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One row as it is drawn."""

    key: str
    title: str
    line: str
    word: str
    shape: Shape
    tone: Tone

    @property
    def spoken(self) -> str:
        """The row in one line, for screen readers."""
        return f"{self.title}: {self.word}. {self.line}"


def state_word(state: PlatformState) -> str:
    """Name a state in one or two words."""
    return {
        PlatformState.NOT_COLLECTED: translate("States", "Waiting"),
        PlatformState.COLLECTED: translate("States", "Collected"),
        PlatformState.PENDING_REVIEW: translate("States", "Checking"),
        PlatformState.NOT_BLOCKED: translate("States", "Not blocked"),
        PlatformState.BLOCKED: translate("States", "Blocked"),
        PlatformState.TAKE_BACK_ASKED: translate("States", "Take-back asked"),
        PlatformState.TAKEN_BACK: translate("States", "Taken back"),
    }[state]


def state_line(state: PlatformState, at: datetime | None) -> str:
    """Say what a platform did, with the day where it is known."""
    if at is None:
        return {
            PlatformState.NOT_COLLECTED: translate("States", "Not collected yet"),
            PlatformState.COLLECTED: translate("States", "Collected"),
            PlatformState.PENDING_REVIEW: translate("States", "Reports a possible match and is checking"),
            PlatformState.NOT_BLOCKED: translate("States", "Looked at a match and did not block it"),
            PlatformState.BLOCKED: translate("States", "Reported a match and blocked it"),
            PlatformState.TAKE_BACK_ASKED: translate("States", "Asked to take it back, not confirmed yet"),
            PlatformState.TAKEN_BACK: translate("States", "Confirmed the take-back"),
        }[state]
    text = {
        PlatformState.NOT_COLLECTED: translate("States", "Not collected yet"),
        PlatformState.COLLECTED: translate("States", "Collected {day}"),
        PlatformState.PENDING_REVIEW: translate("States", "Reports a possible match and is checking, {day}"),
        PlatformState.NOT_BLOCKED: translate("States", "Looked at a match and did not block it, {day}"),
        PlatformState.BLOCKED: translate("States", "Reported a match and blocked it, {day}"),
        PlatformState.TAKE_BACK_ASKED: translate("States", "Asked {day} to take it back, not confirmed yet"),
        PlatformState.TAKEN_BACK: translate("States", "Confirmed the take-back, {day}"),
    }[state]
    return text.format(day=day(at))


def ended_title(ended: Sequence[Ended]) -> str:
    """Say that the registry took something out by itself."""
    whole = sum(one.whole for one in ended)
    if whole:
        return translate("States", "The registry itself took out %n picture(s)", "", whole)
    return translate("States", "The registry itself took out part of %n picture(s)", "", len(ended))


def ended_text(ended: Sequence[Ended]) -> str:
    """Say why, that nobody is to blame, and what can be done."""
    reasons = {
        EndReason.NOT_INTIMATE: translate(
            "States", "Platforms that looked at matches say that they show something else."
        ),
        EndReason.TOO_COMMON: translate(
            "States", "The fingerprint also matches pictures that have nothing to do with it."
        ),
        EndReason.NOT_SERVED: translate("States", "This registry is not the right one for such pictures."),
        EndReason.FLOOD: translate(
            "States", "It came together with very many false reports and could not be told from them."
        ),
        EndReason.ORDERED: translate("States", "A court or an authority ordered it."),
        EndReason.OTHER: translate("States", "The registry can tell you the reason."),
    }
    given = dict.fromkeys(one.reason for one in ended)
    after = translate(
        "States",
        "Platforms are asked to drop it. This is not a judgement about you. If it is a mistake, the registry "
        "can put it back for some time: write to it soon, or ask a helpline. Keep your recovery words.",
    )
    return " ".join([*(reasons[each] for each in given), after])


def platform_row(line: PlatformLine) -> StatusRow:
    """Put one platform's line into words; where its pictures differ, each state gets its count."""
    text = state_line(line.state, line.at)
    if len(line.counts) > 1:
        parts = [
            translate("States", "{state}: {count} of {total}").format(
                state=state_word(state), count=count, total=line.total
            )
            for state, count in line.counts
        ]
        text = translate("States", "{sentence}. {counts}").format(sentence=text, counts=", ".join(parts))
    shape, tone = LOOKS[line.state]
    return StatusRow(line.name, said(line.name), text, state_word(line.state), shape, tone)


def registry_row(state: FollowState) -> StatusRow:
    """Put the registry's own row into words."""
    title = said(state.registry) or translate("States", "Registry")
    if state.waiting:
        text = translate("States", "%n message(s) wait to be sent. Sending again is safe.", "", state.waiting)
        return StatusRow(
            "registry", title, text, translate("States", "Waiting to send"), Shape.OPEN_SQUARE, Tone.WAIT
        )
    if state.received is None:
        if state.checked is None:
            text, word = translate("States", "Not asked yet"), translate("States", "Waiting")
        else:
            text, word = translate("States", "Knows nothing under these words"), translate("States", "Empty")
        return StatusRow("registry", title, text, word, Shape.RING, Tone.WAIT)
    if state.items and not state.active and any(item.taken_out for item in state.items):
        text = translate(
            "States", "Nothing is active any more. The registry itself took it out, or part of it."
        )
        return StatusRow("registry", title, text, translate("States", "Ended"), Shape.DASH, Tone.NEUTRAL)
    if state.items and not state.active:
        text = translate("States", "Everything was taken back. The registry confirmed it.")
        return StatusRow(
            "registry", title, text, state_word(PlatformState.TAKEN_BACK), Shape.OPEN_DIAMOND, Tone.NEUTRAL
        )
    if state.receipt_checked:
        text = translate("States", "Received {day}, receipt checked").format(day=day(state.received))
    else:
        text = translate("States", "Received {day}, signed answer checked").format(day=day(state.received))
    return StatusRow("registry", title, text, translate("States", "Received"), Shape.SQUARE, Tone.ACCENT)


def happening_row(happening: Happening) -> StatusRow:
    """Put one line of the timeline into words: the day, who did what, and with how many pictures."""
    what, count = happening.what, happening.pictures
    if isinstance(what, Event):
        word, shape, tone = translate("States", "Received"), Shape.SQUARE, Tone.ACCENT
        text = translate("States", "The registry received %n picture(s)", "", count)
        if what is Event.TAKE_BACK_RECEIVED:
            word, shape, tone = state_word(PlatformState.TAKEN_BACK), Shape.OPEN_DIAMOND, Tone.NEUTRAL
            text = translate("States", "The registry took back %n picture(s)", "", count)
        elif what is Event.TAKEN_OUT:
            word, shape, tone = translate("States", "Taken out"), Shape.DASH, Tone.NEUTRAL
            text = translate("States", "The registry itself took out %n picture(s)", "", count)
        elif what is Event.PARTLY_TAKEN_OUT:
            word, shape, tone = translate("States", "Taken out"), Shape.DASH, Tone.NEUTRAL
            text = translate("States", "The registry itself took out part of %n picture(s)", "", count)
    else:
        word, (shape, tone) = state_word(what), LOOKS[what]
        text = translate("States", "{platform}: %n picture(s)", "", count).format(
            platform=said(happening.platform)
        )
    return StatusRow(happening.key, day(happening.at), text, word, shape, tone)


def proven_text(proven: Sequence[ProvenReceipt]) -> str:
    """Say what proven receipts prove."""
    newest = max(proven, key=lambda one: one.receipt.received)
    cases = sorted({one.receipt.case_id for one in proven})
    return translate(
        "States",
        "%n receipt(s) for case {cases}, signed by {registry}, the newest on {day}.",
        "",
        len(proven),
    ).format(cases=", ".join(cases), registry=said(newest.registry_name), day=day(newest.receipt.received))


def item_title(item: ItemLine) -> str:
    """Name one picture of a case: its file name in the run that sent it, else its number."""
    if item.name:
        return item.name
    if item.media is Media.VIDEO:
        return translate("States", "Video {number}").format(number=item.number)
    return translate("States", "Picture {number}").format(number=item.number)


def item_row(item: ItemLine) -> StatusRow:
    """Put one picture's row into words: what each platform did with it."""
    title = item_title(item)
    parts = [
        translate("States", "{platform}: {state}").format(platform=said(name), state=state_word(state))
        for name, state, _ in item.platforms
    ]
    if item.ended is not None and not item.ended.whole:
        parts.append(translate("States", "The registry took out some of its fingerprints"))
    text = ", ".join(parts)
    if item.taken_out:
        word = translate("States", "Taken out")
        return StatusRow(item.item_id, title, text, word, Shape.DASH, Tone.NEUTRAL)
    if item.taken_back is not None:
        word = state_word(PlatformState.TAKEN_BACK)
        return StatusRow(item.item_id, title, text, word, Shape.OPEN_DIAMOND, Tone.NEUTRAL)
    word = translate("States", "Received {day}").format(day=day(item.added))
    return StatusRow(item.item_id, title, text, word, Shape.SQUARE, Tone.ACCENT)
