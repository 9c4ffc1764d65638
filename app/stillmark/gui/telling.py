"""Tells screen readers of every change of state: progress, ends, faults, what was received, news."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from stillmark.domain.errors import StillmarkError
from stillmark.gui.announce import Announcer
from stillmark.gui.pages import Presenters
from stillmark.gui.presenters.choose import ChooseState
from stillmark.gui.presenters.copies import CopiesState
from stillmark.gui.presenters.follow import FollowState, PlatformLine
from stillmark.gui.presenters.keep import KeepView
from stillmark.gui.presenters.receipt import ReceiptState
from stillmark.gui.presenters.registry import RegistryState
from stillmark.gui.presenters.send import SendState
from stillmark.gui.wording import choosing, copies, kept, sending
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.faults import fault_text
from stillmark.gui.wording.practice import said
from stillmark.gui.wording.states import platform_row, proven_text, registry_row

FEW = 8
"""So many files are done before their progress could be said."""
QUARTERS = 4
"""Progress is said so often at most: whoever listens wants to hear other things, too."""


class Failing(Protocol):
    """A state that may hold a fault."""

    @property
    def error(self) -> StillmarkError | None:
        """What went wrong."""


class Telling:
    """Listens to every presenter and says what changed, once; what only the eye needs is left out."""

    def __init__(self, presenters: Presenters, announcer: Announcer) -> None:
        self._presenters = presenters
        self._say = announcer.say
        self._once: dict[str, str] = {}
        self._running = False
        self._quarter = 0
        self._news: tuple[PlatformLine, ...] = ()

    def listen(self) -> None:
        """Begin."""
        presenters = self._presenters
        presenters.choose.listen(self._tell_batch)
        presenters.copies.listen(self._tell_copies)
        presenters.registry.listen(self._tell_registry)
        presenters.send.listen(self._tell_sending)
        presenters.follow.listen(self._tell_case)
        presenters.receipt.listen(self._tell_receipt)
        presenters.keep.listen(self._tell_kept)
        for presenter in (
            presenters.registry,
            presenters.resume,
            presenters.choose,
            presenters.preview,
            presenters.copies,
            presenters.note,
            presenters.send,
            presenters.follow,
            presenters.receipt,
            presenters.sheet,
            presenters.keep,
            presenters.updates,
        ):
            presenter.listen(self._faults())

    def _change(self, what: str, text: str) -> None:
        """Say a text when it comes; not again until it was gone or another."""
        before, self._once[what] = self._once.get(what, ""), text
        if text and text != before:
            self._say(text, again=True)

    def _faults(self) -> Callable[[Failing], None]:
        last: StillmarkError | None = None

        def tell(state: Failing) -> None:
            nonlocal last
            before, last = last, state.error
            if state.error is not None and state.error is not before:
                text = fault_text(state.error)
                self._say(f"{text.happened} {text.whole}", again=True)

        return tell

    def _tell_batch(self, state: ChooseState) -> None:
        self._change("notice", choosing.notice(state))
        running = state.running
        if running is None:
            if self._running:
                self._say(". ".join(text for text in choosing.counts(state) if text), again=True)
            self._running, self._quarter = False, 0
            self._change("paused", "")
            return
        self._running = True
        self._change("paused", choosing.progress(running) if running.paused else "")
        quarter = QUARTERS * running.done // running.total if running.total >= FEW else 0
        if self._quarter < quarter < QUARTERS:
            self._say(choosing.progress(running))
        self._quarter = quarter

    def _tell_copies(self, state: CopiesState) -> None:
        tried = state.total > 0 and not state.running and state.error is None
        self._change("copies", copies.how_tried(state) if tried else "")

    def _tell_registry(self, state: RegistryState) -> None:
        checked = translate("Registry", "Signature checked")
        name = said(state.described.name) if state.described else ""
        self._change("registry", f"{name}. {checked}" if name else "")

    def _tell_sending(self, state: SendState) -> None:
        self._change("sending", sending.step(state) if state.sending else "")

    def _tell_case(self, state: FollowState) -> None:
        known = state.checked is not None or state.received is not None
        self._change("case", registry_row(state).spoken if known else "")
        if state.news is not self._news:
            self._news = state.news
            for line in state.news:
                self._say(platform_row(line).spoken)

    def _tell_receipt(self, state: ReceiptState) -> None:
        genuine = translate("Follow", "The receipt is genuine")
        self._change("receipt", f"{genuine}. {proven_text(state.proven)}" if state.proven else "")

    def _tell_kept(self, state: KeepView) -> None:
        self._change("keeping", kept.doing(state.doing))
        self._change("kept", kept.done(state.done))
