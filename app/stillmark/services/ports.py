"""What the services need from the outside, as Protocols; bootstrap gives the real adapters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from stillmark.domain.media import Outcome, Refused, Tried
from stillmark.domain.worker_messages import IsolationReport


class OpenedFile(Protocol):
    """A regular file, open for reading, whose kind and size were checked.

    Attributes:
        path: where it was found.
        size: in bytes.
    """

    path: Path
    size: int

    def fileno(self) -> int:
        """Return the open descriptor."""
        ...

    def close(self) -> None:
        """Close it; harmless if repeated."""
        ...


class FileSource(Protocol):
    """Finds and opens the files a person named."""

    def expand(self, paths: Iterable[Path]) -> Iterator[Path]:
        """Yield every file under `paths`: folders in name order, links not followed."""
        ...

    def hold(self, data: bytes, path: Path) -> OpenedFile | Refused:
        """Give bytes the form of an opened file without writing them to a disk; `path` only names them."""
        ...

    def open(self, path: Path) -> OpenedFile | Refused:
        """Open one regular file within the size cap, or say why not. Never raises for the file's sake."""
        ...


class HashWatch(Protocol):
    """Whoever waits for one file. Asked about twenty times a second, from the thread that waits."""

    def stopped(self) -> bool:
        """Return whether nobody wants the file any more; once true it stays true."""
        ...

    def paused(self) -> bool:
        """Return whether the work has to rest."""
        ...

    def progressed(self, done_ms: int, total_ms: int) -> None:
        """Hear how much of a video is done, in milliseconds of its length; 0 of 0 while that is unknown."""
        ...


class FileHasher(Protocol):
    """Turns opened files into fingerprints. Safe to call from several threads."""

    def hash(self, untrusted_file: OpenedFile, watch: HashWatch | None = None) -> Outcome:
        """Fingerprint one file; a crash, hang or bomb costs that one file and gives `Refused`.

        A file that its `watch` has stopped is killed and gives `Refused` as cancelled.

        Raises:
            IsolationFault: the worker could not be started or locked at all.
        """
        ...


class PictureHasher(FileHasher, Protocol):
    """Does all that is done with pictures in an isolated worker. Safe to call from several threads."""

    def query(self, untrusted_file: OpenedFile, watch: HashWatch | None = None) -> Outcome:
        """Hash one file for comparing: also inside borders and screenshots, in every orientation.

        Raises:
            IsolationFault: the worker could not be started or locked at all.
        """
        ...

    def self_test(self, untrusted_file: OpenedFile) -> Tried | Refused:
        """Try the everyday edits on one picture, against the fingerprints that would be sent for it.

        Raises:
            IsolationFault: the worker could not be started or locked at all.
        """
        ...

    def close(self) -> None:
        """Stop the worker and every picture in it."""
        ...


class IsolationProbe(Protocol):
    """Tells how far a hostile picture would be shut in on this computer."""

    def level(self) -> IsolationReport:
        """Return what holds around a worker that was locked just now and got no picture.

        Raises:
            IsolationFault: none could be started, or it could not lock itself.
        """
        ...


class RegistryConnection(Protocol):
    """The wire to one registry. Bytes in, bytes out; what comes back is untrusted."""

    address: str

    def fetch_descriptor(self) -> bytes:
        """Return the untrusted descriptor envelope.

        Raises:
            RegistryUnreachable: no usable answer.
        """
        ...

    def post_message(self, sealed: bytes) -> bytes:
        """Post one sealed message and return the untrusted sealed reply.

        Raises:
            RegistryUnreachable: no usable answer; whether the message arrived is not known.
        """
        ...


class Connector(Protocol):
    """Opens connections to registries."""

    def connect(self, address: str) -> RegistryConnection:
        """Prepare a connection; no byte leaves yet.

        Raises:
            AddressWrong: not an http(s) address, or plain http to a host that is not this computer.
        """
        ...


class JournalEntry(Protocol):
    """An intent that was written down before it was tried.

    Attributes:
        message_id: idempotency key, 32 hexadecimal digits.
        registry: root key id of the registry it is meant for.
        prepared: everything needed to send it again, as one opaque byte string.
    """

    @property
    def message_id(self) -> str: ...  # noqa: D102 - described above

    @property
    def registry(self) -> str: ...  # noqa: D102

    @property
    def prepared(self) -> bytes: ...  # noqa: D102


class Journal(Protocol):
    """Intents written down before they are tried (SecureDrop ADR 001): safe to repeat after any kill."""

    def record(self, message_id: str, registry: str, prepared: bytes) -> None:
        """Write an intent down; durable (where the journal is durable) when this returns.

        Raises:
            StorageFault: it could not be written; the caller must not send.
        """
        ...

    def complete(self, message_id: str, receipt: bytes) -> None:
        """Note that the intent was carried out and keep its verified receipt."""
        ...

    def drop(self, message_id: str) -> None:
        """Forget an intent that the registry refused, signed; trying it again would change nothing."""
        ...

    def pending(self) -> tuple[JournalEntry, ...]:
        """Return intents not yet completed, oldest first."""
        ...


class PracticeProcess(Protocol):
    """A practice registry with a practice platform, running on this computer.

    Attributes:
        address: `URL#ROOT_KEY_ID`.
        platforms: names of its platforms.
    """

    address: str
    platforms: tuple[str, ...]

    def stop(self) -> None:
        """Stop it; harmless if repeated."""
        ...


__all__ = [
    "Connector",
    "FileHasher",
    "FileSource",
    "HashWatch",
    "IsolationProbe",
    "Journal",
    "JournalEntry",
    "OpenedFile",
    "PictureHasher",
    "PracticeProcess",
    "RegistryConnection",
]
