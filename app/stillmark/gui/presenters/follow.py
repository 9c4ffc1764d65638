"""Step 5: what the registry received, what each platform did, and taking back. No Qt here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from stillmark.domain.answers import Kind
from stillmark.domain.case import CaseItem, CaseView, Ended, PlatformState, Receipt
from stillmark.domain.errors import StillmarkError, StorageFault, WrongUse
from stillmark.domain.kept import KeepState
from stillmark.gui.presenters.base import Presenter, Report, Runner, Task
from stillmark.gui.presenters.timeline import Happening, timeline
from stillmark.gui.session import Session
from stillmark.services.connect import ConnectedRegistry, RegistryDirectory
from stillmark.services.follow import FollowService
from stillmark.services.keep import KeepService
from stillmark.services.verify import receipts_file
from stillmark.services.withdraw import WithdrawService
from takedown_hashing.vocabulary import Media

RANK = {state: rank for rank, state in enumerate(PlatformState)}
"""States in the order of `PlatformState`; the furthest one names a platform's row."""


@dataclass(frozen=True, slots=True)
class PlatformLine:
    """One platform over all pictures of the case.

    Attributes:
        state: the furthest state of any picture that counts.
        at: when the newest of those in that state began.
        counts: how many pictures are in which state, furthest first.
        total: pictures that count.
    """

    name: str
    state: PlatformState
    at: datetime | None
    counts: tuple[tuple[PlatformState, int], ...]
    total: int


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One picture of the case; its file name is known only in the run that sent it."""

    item_id: str
    number: int
    name: str
    kind: Kind
    media: Media
    added: datetime
    taken_back: datetime | None
    platforms: tuple[tuple[str, PlatformState, datetime | None], ...]
    ended: Ended | None = None

    @property
    def taken_out(self) -> bool:
        """Whether the registry ended it by itself."""
        return self.ended is not None and self.ended.whole


class Asking(Enum):
    """Which take-back waits for a yes."""

    ONE = "one"
    ALL = "all"


class Failing(Enum):
    """What an error belongs to."""

    CHECK = "check"
    TAKE_BACK = "take-back"
    SAVE = "save"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class FollowState:
    """What the screen shows.

    Attributes:
        case_id, registry: case number and where it is.
        checked: when the registry last answered; None before. checked_today: on this day, here.
        checking, taking_back: something is on its way.
        received: newest hour in which something was received; None if the registry knows nothing.
        receipt_checked: a receipt was verified in this run (else the signed list was).
        platforms, items: the rows.
        active: pictures not taken back.
        asking, asked_item: the take-back that waits for a yes.
        error, failing: what went wrong, where.
        news: platform rows that changed with the last answer, for announcing.
        waiting: messages that are written down and have no receipt yet.
        timeline: what happened so far, the newest first.
    """

    case_id: str
    registry: str
    checked: datetime | None
    checked_today: bool
    checking: bool
    taking_back: bool
    received: datetime | None
    receipt_checked: bool
    receipts: int
    platforms: tuple[PlatformLine, ...]
    items: tuple[ItemLine, ...]
    active: int
    asking: Asking | None
    asked_item: ItemLine | None
    error: StillmarkError | None
    failing: Failing | None
    news: tuple[PlatformLine, ...]
    waiting: int
    timeline: tuple[Happening, ...]

    @property
    def added_elsewhere(self) -> int:
        """Pictures without a name in a case that has some with one: another computer, or an earlier run."""
        unnamed = sum(not item.name for item in self.items)
        return unnamed if unnamed < len(self.items) else 0

    @property
    def ended(self) -> tuple[Ended, ...]:
        """What the registry took out by itself, picture by picture: all of one, or a part."""
        return tuple(item.ended for item in self.items if item.ended is not None)

    @property
    def not_blocked(self) -> bool:
        """Whether a platform looked and did not block."""
        return any(line.state is PlatformState.NOT_BLOCKED for line in self.platforms)


class FollowPresenter(Presenter[FollowState]):
    """Asks for the state of the case and takes back on request."""

    def __init__(
        self,
        session: Session,
        follow: FollowService,
        withdraw: WithdrawService,
        runner: Runner,
        directory: RegistryDirectory,
        keep: KeepService,
    ) -> None:
        super().__init__()
        self._directory = directory
        self._keep = keep
        self._session = session
        self._follow = follow
        self._withdraw = withdraw
        self._runner = runner
        self._view: CaseView | None = None
        self._checking: Task | None = None
        self._taking: Task | None = None
        self._asking: Asking | None = None
        self._asked: str | None = None
        self._error: StillmarkError | None = None
        self._failing: Failing | None = None
        self._news: tuple[PlatformLine, ...] = ()
        self._waiting = 0

    @property
    def state(self) -> FollowState:
        """The case as last reported."""
        session, view = self._session, self._view
        items = (
            tuple(_item_line(item, number, session.names) for number, item in enumerate(view.items, start=1))
            if view
            else ()
        )
        added = [item.added for item in items] + [r.received for r in session.receipts]
        names = session.registry.info.platforms if session.registry else ()
        return FollowState(
            case_id=session.access.case_id if session.access else "",
            registry=self._registry_name(),
            checked=view.checked if view else None,
            checked_today=_today(view.checked) if view else False,
            checking=self._checking is not None,
            taking_back=self._taking is not None,
            received=max(added, default=None),
            receipt_checked=bool(session.receipts),
            receipts=len(session.receipts),
            platforms=aggregate(view.items, names) if view else (),
            items=items,
            active=sum(item.taken_back is None for item in items),
            asking=self._asking,
            asked_item=next((item for item in items if item.item_id == self._asked), None),
            error=self._error,
            failing=self._failing,
            news=self._news,
            waiting=self._waiting,
            timeline=timeline(view.items) if view else (),
        )

    def enter(self) -> None:
        """Show what was kept of the case, if anything was, and check at once."""
        kept, access = self._session.kept, self._session.access
        if self._view is None and kept is not None and access is not None and kept.case_id == access.case_id:
            self._view = kept.last_view
            self._waiting = kept.waiting
        self.check()

    def check(self) -> None:
        """Ask the registry, unless it is being asked; what it answers is kept where keeping is on."""
        access = self._session.access
        if self._checking is not None or self._taking is not None or access is None:
            return
        connect = self._connection()
        if connect is None:
            return

        def work(_report: Report) -> Any:
            registry = connect()
            view = self._follow.check(registry, access)
            return registry, view, self._note(view), self._count_waiting(view.case_id)

        self._checking = self._runner.start(work, self._checked, self._check_failed)
        self.tell()

    def ask_one(self, item_id: str) -> None:
        """Ask whether to take back one picture."""
        self._asking, self._asked = Asking.ONE, item_id
        self.tell()

    def ask_all(self) -> None:
        """Ask whether to take back everything."""
        self._asking, self._asked = Asking.ALL, None
        self.tell()

    def keep(self) -> None:
        """Answer no."""
        self._asking = self._asked = None
        self.tell()

    def take_back(self) -> None:
        """Answer yes: take back what was asked about; nothing without a question."""
        access, asking, connect = self._session.access, self._asking, self._connection()
        if asking is None or self._taking is not None or connect is None or access is None:
            return
        item_ids = [self._asked] if asking is Asking.ONE and self._asked else None
        if asking is Asking.ONE and item_ids is None:
            return
        self._asking = self._asked = None
        self._error = self._failing = None
        if self._checking is not None:
            self._checking.drop()
            self._checking = None

        def work(_report: Report) -> Any:
            return self._withdraw.withdraw(connect(), access, item_ids)

        self._taking = self._runner.start(work, self._taken, self._taking_failed)
        self.tell()

    def fail_saving(self, error: StillmarkError | None) -> None:
        """Show that a receipt could not be saved; None clears it."""
        self._error, self._failing = error, Failing.SAVE if error else None
        self.tell()

    def receipt_file(self) -> bytes:
        """All verified receipts of the case as one file, which `stillmark verify` proves."""
        return receipts_file(self._session.receipts)

    def reset(self) -> None:
        """Forget what was last reported."""
        for task in (self._checking, self._taking):
            if task is not None:
                task.drop()
        self._checking = self._taking = None
        self._view = None
        self._news = ()
        self._waiting = 0
        self._error = self._failing = self._asking = self._asked = None

    def _registry_name(self) -> str:
        if self._session.registry is not None:
            return self._session.registry.info.name
        return self._session.kept.registry_name if self._session.kept else ""

    def _connection(self) -> Callable[[], ConnectedRegistry] | None:
        """How to come to the registry of this case, away from the UI thread; None if none is known."""
        registry, address = self._session.registry, self._session.address
        if registry is not None:
            return lambda: registry
        return (lambda: self._directory.connect(address)) if address else None

    def _note(self, view: CaseView) -> StillmarkError | None:
        """Keep an answer; that it cannot be kept does not make it less true, so it is told apart."""
        try:
            self._keep.note_view(view.case_id, view)
        except (StorageFault, WrongUse) as error:
            return error
        return None

    def _count_waiting(self, case_id: str) -> int:
        """Count messages of this case that wait for a receipt; nothing is known where nothing is kept."""
        if self._keep.state is not KeepState.OPEN:
            return 0
        try:
            return next((case.waiting for case in self._keep.cases() if case.case_id == case_id), 0)
        except (StorageFault, WrongUse):
            return 0

    def _checked(self, answer: tuple[ConnectedRegistry, CaseView, StillmarkError | None, int]) -> None:
        self._checking = None
        registry, view, not_kept, self._waiting = answer
        self._session.registry = registry
        names = self._session.registry.info.platforms if self._session.registry else ()
        before = aggregate(self._view.items, names) if self._view else ()
        after = aggregate(view.items, names)
        self._news = tuple(line for line in after if line not in before) if self._view else ()
        self._view = view
        if self._failing in (Failing.CHECK, Failing.KEEP):
            self._error = self._failing = None
        if not_kept is not None and self._failing is None:
            self._error, self._failing = not_kept, Failing.KEEP
        self.tell()

    def _check_failed(self, error: StillmarkError) -> None:
        self._checking = None
        self._error, self._failing = error, Failing.CHECK
        self.tell()

    def _taken(self, receipts: Sequence[Receipt]) -> None:
        self._taking = None
        self._session.receipts.extend(receipts)
        self.tell()
        self.check()

    def _taking_failed(self, error: StillmarkError) -> None:
        self._taking = None
        self._error, self._failing = error, Failing.TAKE_BACK
        self.tell()


def _today(when: datetime) -> bool:
    return when.astimezone().date() == datetime.now().astimezone().date()


def aggregate(items: Sequence[CaseItem], names: Sequence[str]) -> tuple[PlatformLine, ...]:
    """Bring the rows of all pictures together, one line per platform, platforms taking part first.

    Pictures that were taken back count only if none is active: a case with one active picture is not
    "taken back".
    """
    counting = [item for item in items if item.taken_back is None] or list(items)
    found: dict[str, list[tuple[PlatformState, datetime | None]]] = {name: [] for name in names}
    for item in counting:
        for row in item.platforms:
            found.setdefault(row.name, []).append((row.state, row.at))
    lines = []
    for name, rows in found.items():
        if not rows:
            if counting:
                lines.append(PlatformLine(name, PlatformState.NOT_COLLECTED, None, (), 0))
            continue
        counts = Counter(state for state, _ in rows)
        top = max(counts, key=RANK.__getitem__)
        at = max((at for state, at in rows if state is top and at is not None), default=None)
        ordered = tuple(sorted(counts.items(), key=lambda pair: -RANK[pair[0]]))
        lines.append(PlatformLine(name, top, at, ordered, len(rows)))
    return tuple(lines)


def _item_line(item: CaseItem, number: int, names: dict[str, str]) -> ItemLine:
    return ItemLine(
        item_id=item.item_id,
        number=number,
        name=names.get(item.item_id, ""),
        kind=item.kind,
        media=item.media,
        added=item.added,
        taken_back=item.taken_back,
        platforms=tuple((row.name, row.state, row.at) for row in item.platforms),
        ended=item.ended,
    )
