"""Step 3: exactly what would be sent, in words and byte for byte. No Qt here."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from stillmark.domain.answers import Eligibility, Kind
from stillmark.domain.errors import StillmarkError
from stillmark.gui.presenters.base import Presenter, Report, Runner, Task
from stillmark.gui.session import Session
from stillmark.services.access import CaseAccess
from stillmark.services.submit import PreparedSubmission, SubmissionItem, SubmitService
from takedown_hashing.vocabulary import Media, View

_SCREEN = "screen."
"""How the names of all views begin that stand for a phone's whole screen."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The message in plain values.

    Attributes:
        fingerprints: how many, of how many `pictures` and `videos`.
        made: how many of them came through the second door.
        adult: the age group that is named.
        case_id: case number that is named.
        messages: into how many messages it is split.
        size: bytes of all documents together.
        left_out: pictures with too little detail, not sent.
        turned: mirrored and turned views are among the fingerprints of every picture.
        cropped: so are those that leave a part out.
        on_screens: so are those of a phone that shows the picture on its whole screen.
    """

    registry: str
    fingerprints: int
    pictures: int
    videos: int
    made: int
    adult: bool
    case_id: str
    messages: int
    size: int
    left_out: int
    turned: bool
    cropped: bool
    on_screens: bool


@dataclass(frozen=True, slots=True)
class PreviewState:
    """What the screen shows: `summary` once it is signed, or why it could not be."""

    preparing: bool
    summary: Summary | None
    error: StillmarkError | None

    @property
    def can_continue(self) -> bool:
        """Whether there is something to send."""
        return self.summary is not None


class PreviewPresenter(Presenter[PreviewState]):
    """Makes the case if there is none, and signs what would be sent. Nothing leaves."""

    def __init__(
        self,
        session: Session,
        submit: SubmitService,
        runner: Runner,
        items: Callable[[], Sequence[SubmissionItem]],
        new_case: Callable[[], CaseAccess] = CaseAccess.new,
    ) -> None:
        super().__init__()
        self._session = session
        self._submit = submit
        self._runner = runner
        self._items = items
        self._new_case = new_case
        self._task: Task | None = None
        self._error: StillmarkError | None = None

    @property
    def state(self) -> PreviewState:
        """Summary of what is prepared."""
        prepared = self._session.prepared
        return PreviewState(
            preparing=self._task is not None,
            summary=summarise(prepared) if prepared else None,
            error=self._error,
        )

    def enter(self) -> None:
        """Sign what is chosen, unless that was done and nothing changed since."""
        session = self._session
        registry, age = session.registry, session.age
        if session.prepared is not None or self._task is not None or registry is None or age is None:
            self.tell()
            return
        if session.access is None:
            session.access = self._new_case()
        access = session.access
        items = tuple(self._items())
        self._error = None

        def work(_report: Report) -> Any:
            return self._submit.prepare(registry, access, age.eligibility, items)

        self._task = self._runner.start(work, self._arrived, self._failed)
        self.tell()

    def leave(self) -> None:
        """Drop a preparation that still runs."""
        if self._task is not None:
            self._task.drop()
            self._task = None

    def _arrived(self, prepared: PreparedSubmission) -> None:
        self._task = None
        self._session.prepared = prepared
        names = {item.picture.sha256: item.picture.path.name for item in prepared.items}
        for item_id, item in zip(prepared.item_ids, prepared.items, strict=True):
            self._session.names[item_id] = names[item.picture.sha256]
        self.tell()

    def _failed(self, error: StillmarkError) -> None:
        self._task = None
        self._error = error
        self.tell()


def summarise(prepared: PreparedSubmission) -> Summary:
    """Put a prepared submission into plain values."""
    items = prepared.items
    images = [item.picture for item in items if item.picture.media is Media.IMAGE]
    views = [{fingerprint.view for fingerprint in picture.fingerprints} for picture in images]
    return Summary(
        registry=prepared.registry.info.name,
        fingerprints=prepared.fingerprint_count,
        pictures=sum(item.picture.media is Media.IMAGE for item in items),
        videos=sum(item.picture.media is Media.VIDEO for item in items),
        made=sum(item.kind is Kind.FABRICATED for item in items),
        adult=prepared.eligibility is Eligibility.ADULT,
        case_id=prepared.case_id,
        messages=len(prepared.documents),
        size=sum(len(document) for document in prepared.documents),
        left_out=len(prepared.left_out),
        turned=bool(views) and all({View.MIRROR, View.ROTATE_90} <= seen for seen in views),
        cropped=bool(views) and all({View.SQUARE, View.CENTRE_90} & seen for seen in views),
        on_screens=bool(views) and all(any(view.startswith(_SCREEN) for view in seen) for seen in views),
    )


@dataclass(frozen=True, slots=True)
class DataState:
    """One document of the message.

    Attributes:
        index, count: which of how many.
        size: bytes of this document.
        exact: shown byte for byte, else laid out for reading.
        text: what is shown; if `exact`, its UTF-8 bytes are the signed bytes.
    """

    index: int
    count: int
    size: int
    exact: bool
    text: str


class DataPresenter(Presenter[DataState]):
    """Shows the very bytes that were signed."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._index = 0
        self._exact = False

    @property
    def state(self) -> DataState:
        """The chosen document."""
        documents = self._session.prepared.documents if self._session.prepared else ()
        if not documents:
            return DataState(0, 0, 0, self._exact, "")
        index = min(self._index, len(documents) - 1)
        document = documents[index]
        text = document.decode("utf-8")
        if not self._exact:
            text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
        return DataState(index, len(documents), len(document), self._exact, text)

    def enter(self) -> None:
        """Begin at the first document."""
        self._index = 0
        self.tell()

    def show(self, index: int) -> None:
        """Show another document."""
        self._index = max(0, index)
        self.tell()

    def show_exact(self, exact: bool) -> None:
        """Show it byte for byte, or laid out for reading."""
        self._exact = exact
        self.tell()
