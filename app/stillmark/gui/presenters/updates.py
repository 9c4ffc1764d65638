"""New versions: looked for when the person asks, saved where they ask. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from stillmark.domain.errors import StillmarkError
from stillmark.domain.release import Release
from stillmark.gui.presenters.base import Presenter, Runner, Task
from stillmark.services.updates import UpdateAnswer, UpdateService


class News(Enum):
    """What is known about a newer version."""

    NOBODY_TO_ASK = "nobody-to-ask"
    NOT_ASKED = "not-asked"
    ASKING = "asking"
    NEWEST = "newest"
    NEWER = "newer"
    SAVING = "saving"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class UpdatesState:
    """What the screen shows.

    Attributes:
        news: what is known.
        address: where is asked, empty if nowhere.
        own: the running version, once it was compared.
        newer: the newer version.
        error: why it is not known, or was not saved.
    """

    news: News
    address: str
    own: str
    newer: Release | None
    error: StillmarkError | None


class UpdatesPresenter(Presenter[UpdatesState]):
    """Asks only when told to."""

    def __init__(self, updates: UpdateService, runner: Runner) -> None:
        super().__init__()
        self._updates = updates
        self._runner = runner
        self._task: Task | None = None
        self._news = News.NOT_ASKED if updates.address else News.NOBODY_TO_ASK
        self._answer: UpdateAnswer | None = None
        self._error: StillmarkError | None = None

    @property
    def state(self) -> UpdatesState:
        """What is known now."""
        answer = self._answer
        return UpdatesState(
            self._news,
            self._updates.address,
            str(answer.own) if answer else "",
            answer.newer if answer else None,
            self._error,
        )

    def check(self) -> None:
        """Ask once."""
        if self._task is not None or self._news is News.NOBODY_TO_ASK:
            return
        self._error = self._answer = None
        self._news = News.ASKING
        self._task = self._runner.start(lambda _: self._updates.check(), self._answered, self._failed)
        self.tell()

    def save(self, path: Path) -> None:
        """Fetch the newer package, prove it, and write it to `path`."""
        newer = self._answer.newer if self._answer else None
        if newer is None or self._task is not None:
            return
        self._error = None
        self._news = News.SAVING
        self._task = self._runner.start(
            lambda _: self._updates.save(newer, path), lambda _: self._became(News.SAVED), self._failed
        )
        self.tell()

    def _answered(self, answer: UpdateAnswer) -> None:
        self._answer = answer
        self._became(News.NEWEST if answer.newer is None else News.NEWER)

    def _failed(self, error: StillmarkError) -> None:
        self._error = error
        self._became(News.NOT_ASKED if self._answer is None else News.NEWER)

    def _became(self, news: News) -> None:
        self._task = None
        self._news = news
        self.tell()
