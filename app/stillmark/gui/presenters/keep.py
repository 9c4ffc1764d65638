"""Keeping cases on this computer: turning it on, unlocking, changing, backing up, wiping. No Qt here.

A passphrase arrives as text, because that is what a field holds and Python cannot wipe it; it is turned into
bytes at once, which the service overwrites, and the view empties its fields.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from stillmark.domain.errors import StillmarkError
from stillmark.domain.kept import KeepState, KeptCase
from stillmark.gui.presenters.base import Presenter, Report, Runner, Task
from stillmark.gui.presenters.gentle import is_gentle
from stillmark.gui.session import Session
from stillmark.services.access import WordLanguage
from stillmark.services.connect import RegistryDirectory
from stillmark.services.keep import KeepService
from stillmark.services.portable import portable_folder
from stillmark.services.resume import ResumeService


class Doing(Enum):
    """What takes a moment, or failed."""

    TURN_ON = "turn-on"
    UNLOCK = "unlock"
    CHANGE = "change"
    BACK_UP = "back-up"
    RESTORE = "restore"
    WIPE = "wipe"
    OPEN = "open"
    FORGET = "forget"
    FINISH = "finish"


class Question(Enum):
    """What waits for a yes."""

    WIPE = "wipe"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class KeepView:
    """What the screens about keeping show.

    Attributes:
        available: whether anything can be kept (not in practice mode).
        state: whether something is kept, and whether it is open.
        needs_code: a vault code is asked for beside the passphrase.
        suggestion: four random words, while a passphrase is chosen.
        checked: the passphrase was shown after it was last changed.
        doing: what takes a moment.
        done: what was done last, to be said.
        error, failing: what went wrong, and with what.
        question: what waits for a yes.
        cases: the kept ones, newest first.
        waiting: messages that are written down and not confirmed.
        refused: messages that the registry refused when they were sent again.
        portable: what is kept lies beside the program, not in this computer's folders.
    """

    available: bool
    state: KeepState
    needs_code: bool
    suggestion: str
    checked: bool
    doing: Doing | None
    done: Doing | None
    error: StillmarkError | None
    failing: Doing | None
    question: Question | None
    cases: tuple[KeptCase, ...]
    waiting: int
    refused: int
    portable: bool = False

    @property
    def can_turn_on(self) -> bool:
        """Only with a passphrase that was shown, and only where nothing is kept yet."""
        return self.available and self.state is KeepState.OFF and self.checked and self.doing is None


class KeepPresenter(Presenter[KeepView]):
    """One for all screens about keeping; slow work runs in tasks.

    Attributes:
        on_open: hears that the store, or a case in it, was opened, and by what.
        on_wiped: hears that nothing is kept any more.
    """

    def __init__(
        self,
        session: Session,
        keep: KeepService,
        resume: ResumeService,
        directory: RegistryDirectory,
        runner: Runner,
    ) -> None:
        super().__init__()
        self._session = session
        self._keep = keep
        self._resume = resume
        self._directory = directory
        self._runner = runner
        self._suggestion = ""
        self._checked = False
        self._task: Task | None = None
        self._doing: Doing | None = None
        self._done: Doing | None = None
        self._error: StillmarkError | None = None
        self._failing: Doing | None = None
        self._question: Question | None = None
        self._cases: tuple[KeptCase, ...] = ()
        self._waiting = 0
        self._refused = 0
        self.on_open: Callable[[Doing], None] = lambda _doing: None
        self.on_wiped: Callable[[], None] = lambda: None

    @property
    def state(self) -> KeepView:
        """What is known now."""
        return KeepView(
            available=self._keep.available,
            state=self._keep.state,
            needs_code=self._keep.needs_vault_code,
            suggestion=self._suggestion,
            checked=self._checked,
            doing=self._doing,
            done=self._done,
            error=self._error,
            failing=self._failing,
            question=self._question,
            cases=self._cases,
            waiting=self._waiting,
            refused=self._refused,
            portable=portable_folder() is not None,
        )

    def enter(self, language: WordLanguage) -> None:
        """Begin a screen anew, with a suggestion in this language."""
        if self._task is None:
            self._done = self._error = self._failing = self._question = None
            self._checked = False
            if self._keep.available and self._keep.state is not KeepState.LOCKED:
                self._suggestion = self._words(language)
        self.tell()

    def leave(self) -> None:
        """Take the suggestion off the screen."""
        self._suggestion = ""
        self._checked = False
        self._question = None
        self.tell()

    def suggest(self, language: WordLanguage) -> None:
        """Suggest four other words."""
        self._suggestion = self._words(language)
        self._checked = False
        self.tell()

    def _words(self, language: WordLanguage) -> str:
        while not is_gentle(words := self._keep.suggest_passphrase(language)):
            pass
        # Composed, as keyboards type them; in which form a passphrase counts is the service's business.
        return unicodedata.normalize("NFC", words)

    # Passphrases

    def typed(self) -> None:
        """The passphrase changed: what was shown before no longer counts."""
        if self._checked:
            self._checked = False
            self.tell()

    def check(self, checked: bool) -> None:
        """The passphrase is on the screen and was read, or is hidden again."""
        self._checked = checked
        self.tell()

    def turn_on(self, passphrase: str, code: str = "") -> None:
        """Keep from now on; does nothing unless the passphrase was shown."""
        if self.state.can_turn_on and passphrase:
            secret, second = _secret(passphrase), _second(code)
            self._open(Doing.TURN_ON, lambda: self._keep.turn_on(secret, second))

    def unlock(self, passphrase: str, code: str = "") -> None:
        """Open what is kept."""
        if passphrase and self._task is None:
            secret, second = _secret(passphrase), _second(code)
            self._open(Doing.UNLOCK, lambda: self._keep.unlock(secret, second))

    def restore(self, source: Path, passphrase: str, code: str = "") -> None:
        """Put a backup in place and open it."""
        if passphrase and self._task is None:
            secret, second = _secret(passphrase), _second(code)
            self._open(Doing.RESTORE, lambda: self._keep.restore(source, secret, second))

    def change(self, old: str, new: str, code: str = "") -> None:
        """Change the passphrase; does nothing unless the new one was shown."""
        if old and new and self._checked and self._task is None:
            before, after, second = _secret(old), _secret(new), _second(code)
            self._run(Doing.CHANGE, lambda: self._keep.change_passphrase(before, after, second))

    def back_up(self, target: Path) -> None:
        """Write everything to one encrypted file."""
        if self._task is None:
            self._run(Doing.BACK_UP, lambda: self._keep.back_up(target))

    def lock(self) -> None:
        """Drop the key and everything that was read with it."""
        self._keep.lock()
        self._cases = ()
        self._waiting = self._refused = 0
        self._question = None
        self.tell()

    # Cases

    def refresh(self) -> None:
        """Read the list of cases anew."""
        if self._keep.state is KeepState.OPEN and self._task is None:
            self._run(None, lambda: None)

    def open_case(self, case_id: str) -> None:
        """Take a kept case into the session."""
        kept = next((case for case in self._cases if case.case_id == case_id), None)
        if kept is None or self._task is not None:
            return

        def opened(access: Any) -> None:
            self._session.take_kept(kept, access)
            self._after(Doing.OPEN)
            self.on_open(Doing.OPEN)

        self._begin(Doing.OPEN)
        self._task = self._runner.start(lambda _: self._keep.open_case(case_id), opened, self._failed)
        self.tell()

    def finish(self) -> None:
        """Send what waits; the person pressed the button that says so."""
        if self._task is not None or self._keep.state is not KeepState.OPEN:
            return
        addresses = {case.registry for case in self._cases if case.waiting and case.registry}

        def send() -> int:
            refused = 0
            for address in sorted(addresses):
                refused += len(self._resume.finish(self._directory.connect(address)).refused)
            return refused

        self._run(Doing.FINISH, send)

    # Questions

    def ask(self, question: Question) -> None:
        """Ask before something final."""
        self._question = question
        self.tell()

    def answer_no(self) -> None:
        """Leave everything as it is."""
        self._question = None
        self.tell()

    def answer_yes(self) -> None:
        """Do what was asked about; nothing without a question."""
        question, self._question = self._question, None
        if question is None or self._task is not None:
            return
        if question is Question.WIPE:
            self._run(Doing.WIPE, self._keep.wipe)
            return
        case_id = self._session.access.case_id if self._session.access else ""
        if not any(case.case_id == case_id for case in self._cases):
            self._after(Doing.FORGET)
            return
        self._run(Doing.FORGET, lambda: self._keep.forget_case(case_id))

    # Inside

    def _open(self, doing: Doing, work: Callable[[], None]) -> None:
        def and_keep() -> None:
            work()
            self._session.keep_in(self._keep)

        self._run(doing, and_keep)

    def _run(self, doing: Doing | None, work: Callable[[], int | None]) -> None:
        def whole(_report: Report) -> Any:
            refused = work() or 0
            if self._keep.state is not KeepState.OPEN:
                return (), 0, refused
            return self._keep.cases(), len(self._resume.waiting()), refused

        def done(result: Any) -> None:
            self._cases, self._waiting, self._refused = result
            self._after(doing)
            if doing in (Doing.TURN_ON, Doing.UNLOCK, Doing.RESTORE):
                self.on_open(doing)
            elif doing is Doing.WIPE:
                self.on_wiped()

        self._begin(doing)
        self._task = self._runner.start(whole, done, self._failed)
        self.tell()

    def _begin(self, doing: Doing | None) -> None:
        self._doing = doing
        self._done = self._error = self._failing = None

    def _after(self, doing: Doing | None) -> None:
        self._task = None
        self._doing = None
        self._done = doing
        self._checked = False
        self._suggestion = ""
        self.tell()

    def _failed(self, error: StillmarkError) -> None:
        self._task = None
        self._error, self._failing, self._doing = error, self._doing, None
        self.tell()


def _secret(text: str) -> bytearray:
    return bytearray(text.encode("utf-8"))


def _second(text: str) -> bytearray | None:
    return bytearray(text.encode("utf-8")) if text else None
