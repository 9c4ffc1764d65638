"""Step 4: consent, then sending, then verified receipts. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Any

from stillmark.domain.case import Receipt
from stillmark.domain.errors import StillmarkError
from stillmark.gui.presenters.base import Presenter, Report, Runner, Task
from stillmark.gui.session import Session
from stillmark.services.keep import KeepService
from stillmark.services.submit import SubmitService


@dataclass(frozen=True, slots=True)
class SendState:
    """What the screen shows.

    Attributes:
        registry, platforms: who receives it, and who takes part.
        consented: the person ticked the consent for this sending.
        sending: messages are on their way; `done` of `total` have a verified receipt.
        error: why it stopped; what was receipted stays received.
    """

    registry: str
    platforms: tuple[str, ...]
    fingerprints: int
    pictures: int
    consented: bool
    words_confirmed: bool
    sending: bool
    done: int
    total: int
    error: StillmarkError | None

    @property
    def can_send(self) -> bool:
        """Only with consent, and only when the words are confirmed."""
        return self.consented and self.words_confirmed and not self.sending and self.total > 0


class SendPresenter(Presenter[SendState]):
    """Sends what was prepared; repeating after an error is safe."""

    def __init__(
        self,
        session: Session,
        submit: SubmitService,
        runner: Runner,
        on_sent: Callable[[], None],
        keep: KeepService,
    ) -> None:
        super().__init__()
        self._keep_service = keep
        self._stopped = Event()
        self._session = session
        self._submit = submit
        self._runner = runner
        self._on_sent = on_sent
        self._consented = False
        self._task: Task | None = None
        self._done = 0
        self._error: StillmarkError | None = None

    @property
    def state(self) -> SendState:
        """Consent and progress."""
        prepared = self._session.prepared
        registry = self._session.registry
        return SendState(
            registry=registry.info.name if registry else "",
            platforms=registry.info.platforms if registry else (),
            fingerprints=prepared.fingerprint_count if prepared else 0,
            pictures=len(prepared.items) if prepared else 0,
            consented=self._consented,
            words_confirmed=self._session.words_confirmed,
            sending=self._task is not None,
            done=self._done,
            total=len(prepared.documents) if prepared else 0,
            error=self._error,
        )

    def enter(self) -> None:
        """Ask for consent anew: it is given for one sending."""
        if self._task is None:
            self._consented = False
            self._done = 0
            self._error = None
        self.tell()

    def consent(self, consented: bool) -> None:
        """The person agrees to send exactly what was shown, or takes that back."""
        self._consented = consented
        self.tell()

    def send(self) -> None:
        """Send; does nothing without consent or with words that are not confirmed."""
        prepared, access = self._session.prepared, self._session.access
        if not self.state.can_send or prepared is None or access is None:
            return
        self._error = None
        self._done = 0

        stopped = self._stopped = Event()

        def work(report: Report) -> Any:
            def on_receipt(receipt: Receipt, done: int, total: int) -> None:
                report((receipt, done, total))
                if stopped.is_set():
                    # Whoever went away wants no further message to leave.
                    raise StillmarkError

            # Kept before the first message leaves, where keeping is on; then no kill can lose the case.
            self._session.keep_in(self._keep_service)
            return self._submit.send(prepared, access, on_receipt=on_receipt)

        self._task = self._runner.start(work, self._arrived, self._failed, self._heard)
        self.tell()

    def leave(self) -> None:
        """Send no further message; nothing of it arrives any more."""
        self._stopped.set()
        if self._task is not None:
            self._task.drop()
        self._task = None
        self._consented = False
        self.tell()

    def _heard(self, events: list[Any]) -> None:
        for receipt, done, _total in events:
            self._done = done
            self._keep(receipt)
        self.tell()

    def _arrived(self, receipts: tuple[Receipt, ...]) -> None:
        self._task = None
        for receipt in receipts:
            self._keep(receipt)
        self._session.prepared = None
        self._session.opened = True
        self._consented = False
        self.tell()
        self._on_sent()

    def _failed(self, error: StillmarkError) -> None:
        self._task = None
        self._error = error
        self.tell()

    def _keep(self, receipt: Receipt) -> None:
        if receipt.message_id not in {kept.message_id for kept in self._session.receipts}:
            self._session.receipts.append(receipt)
