"""Step 5: whether a saved receipt comes from the registry of this case. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stillmark.domain.errors import StillmarkError
from stillmark.gui.presenters.base import Presenter, Report, Runner, Task
from stillmark.gui.session import Session
from stillmark.services.verify import ProvenReceipt, prove, read_file, read_receipts


@dataclass(frozen=True, slots=True)
class ReceiptState:
    """What is said about the file: every receipt in it is proven, or one is not and why."""

    checking: bool = False
    proven: tuple[ProvenReceipt, ...] = ()
    error: StillmarkError | None = None


class ReceiptPresenter(Presenter[ReceiptState]):
    """Proves a file by the key of the case's registry, offline if the file can prove itself."""

    def __init__(self, session: Session, runner: Runner) -> None:
        super().__init__()
        self._session = session
        self._runner = runner
        self._task: Task | None = None
        self._state = ReceiptState()

    @property
    def state(self) -> ReceiptState:
        """What is known about the file."""
        return self._state

    def verify(self, path: Path) -> None:
        """Read a file and prove every receipt in it; one that is not proven makes all of it unproven."""
        self.forget()
        registry = self._session.registry
        named = self._session.address.partition("#")[2]
        key = registry.info.root_key_id if registry else named
        if not key:
            return

        def work(_report: Report) -> Any:
            found = read_receipts(read_file(path))
            return tuple(prove(document, descriptor, key, registry) for document, descriptor in found)

        self._state = ReceiptState(checking=True)
        self._task = self._runner.start(work, self._proven, self._failed)
        self.tell()

    def forget(self) -> None:
        """Say nothing about any file."""
        if self._task is not None:
            self._task.drop()
            self._task = None
        self._state = ReceiptState()
        self.tell()

    def _proven(self, proven: tuple[ProvenReceipt, ...]) -> None:
        self._task = None
        self._state = ReceiptState(proven=proven)
        self.tell()

    def _failed(self, error: StillmarkError) -> None:
        self._task = None
        self._state = ReceiptState(error=error)
        self.tell()
