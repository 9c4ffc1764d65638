"""Step 4: consent, then sending, then verified receipts. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from stillmark.domain.case import Receipt
from stillmark.domain.errors import StillmarkError, Stopped
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
        later: the registry asks for more computing than the app does, and may publish later for that.
        sending: messages are on their way, or being prepared; `done` of `total` have a verified receipt.
        preparing: the computer works off what the registry asks, for `done` of `total`; nothing has left.
        error: why it stopped; what was receipted stays received.
    """

    registry: str
    platforms: tuple[str, ...]
    fingerprints: int
    pictures: int
    consented: bool
    words_confirmed: bool
    later: bool
    sending: bool
    preparing: bool
    done: int
    total: int
    error: StillmarkError | None

    @property
    def can_send(self) -> bool:
        """Only with consent, and only when the words are confirmed."""
        return self.consented and self.words_confirmed and not self.sending and self.total > 0


class _Departure:
    """Decides, once, whether the first message leaves or the person stopped before."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._left = False
        self.stopped = False

    def leave(self) -> None:
        """Let messages leave from now on; from the thread that sends.

        Raises:
            Stopped: the person was quicker.
        """
        with self._lock:
            if self.stopped:
                raise Stopped
            self._left = True

    def stop(self) -> bool:
        """Let no message leave; False if that is too late."""
        with self._lock:
            self.stopped = not self._left
            return self.stopped

    def stop_further(self) -> None:
        """Let no further message leave."""
        self.stopped = True


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Messages that are ready to leave, of how many."""

    done: int
    total: int


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
        self._departure = _Departure()
        self._session = session
        self._submit = submit
        self._runner = runner
        self._on_sent = on_sent
        self._consented = False
        self._task: Task | None = None
        self._done = 0
        self._preparing = 0
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
            later=registry is not None and self._submit.asks_too_much(registry),
            sending=self._task is not None,
            preparing=self._preparing > 0,
            done=self._done,
            total=self._preparing or (len(prepared.documents) if prepared else 0),
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

        departure = self._departure = _Departure()

        def work(report: Report) -> Any:
            def on_solved(done: int, total: int) -> None:
                report(_Prepared(done, total))
                if done == total:
                    departure.leave()
                    # Kept before the first message leaves, where keeping is on: no kill can lose the case.
                    self._session.keep_in(self._keep_service)

            def on_receipt(receipt: Receipt, done: int, total: int) -> None:
                report((receipt, done, total))
                if departure.stopped:
                    # Whoever went away wants no further message to leave.
                    raise StillmarkError

            return self._submit.send(
                prepared,
                access,
                on_receipt=on_receipt,
                stopped=lambda: departure.stopped,
                on_solved=on_solved,
            )

        self._task = self._runner.start(work, self._arrived, self._failed, self._heard)
        self.tell()

    def stop(self) -> bool:
        """Give up while nothing has left; False if something has, and sending goes on."""
        if self._task is None:
            return True
        if not self._preparing or not self._departure.stop():
            return False
        self.leave()
        return True

    def leave(self) -> None:
        """Send no further message; nothing of it arrives any more."""
        self._departure.stop_further()
        if self._task is not None:
            self._task.drop()
        self._task = None
        self._consented = False
        self._preparing = 0
        self.tell()

    def _heard(self, events: list[Any]) -> None:
        for event in events:
            if isinstance(event, _Prepared):
                self._preparing = event.total if event.done < event.total else 0
                self._done = event.done if self._preparing else 0
            else:
                receipt, self._done, _total = event
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
        self._preparing = 0
        self._error = error
        self.tell()

    def _keep(self, receipt: Receipt) -> None:
        if receipt.message_id not in {kept.message_id for kept in self._session.receipts}:
            self._session.receipts.append(receipt)
