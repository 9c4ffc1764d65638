"""What the services need from the outside, as Protocols; bootstrap gives the real adapters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from stillmark.domain.case import CaseView
from stillmark.domain.glance import Glance
from stillmark.domain.kept import Confirmed, Intent, KeptCase
from stillmark.domain.media import Outcome, Refused, Tried
from stillmark.domain.release import Release
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

    def glance(self, untrusted_file: OpenedFile) -> Glance | Refused:
        """Make one picture small, for somebody who asks to see which one it is.

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
    """The wire to one registry. Bytes in, bytes out; what comes back is untrusted.

    Attributes:
        address: `scheme://host[:port]`.
        untrusted_server_time: the clock of whoever answered last (Unix seconds), None if it did not say. Only
            for telling a person that theirs is wrong.
    """

    address: str
    untrusted_server_time: int | None

    def fetch_descriptor(self) -> bytes:
        """Return the untrusted descriptor envelope.

        Raises:
            RegistryUnreachable: no usable answer.
        """
        ...

    def post_message(self, sealed: bytes, puzzle: str) -> bytes:
        """Post one sealed message and return the untrusted sealed reply.

        Args:
            sealed: the body.
            puzzle: the header `puzzle.HEADER`, 16 hexadecimal digits.

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


class Journal(Protocol):
    """Intents written down before they are tried (SecureDrop ADR 001): safe to repeat after any kill.

    Whatever changes it is durable (where the journal is durable) when the call returns, and whole or not done
    at all if it raises.
    """

    def require_open(self) -> None:
        """Check that intents can be written down.

        Raises:
            VaultLocked: they are kept in a store whose key is not in memory.
        """
        ...

    def record(self, intents: Sequence[Intent]) -> None:
        """Write intents down, all or none; one that is known, open or confirmed, stays as it is.

        Raises:
            StorageFault: they could not be written; the caller must not send.
        """
        ...

    def replace(self, message_id: str, intent: Intent) -> None:
        """Put an intent in the place of one that the registry will not take any more, in one step.

        Raises:
            StorageFault: it could not be written; the old one stays.
        """
        ...

    def complete(self, confirmed: Confirmed) -> None:
        """Note that an intent was carried out and keep its verified receipt; the first receipt stays.

        Raises:
            StorageFault: it could not be written; the intent stays open, and repeating it is safe.
        """
        ...

    def drop(self, message_id: str) -> None:
        """Forget an intent that the registry refused, signed; one that is not open is no fault.

        Raises:
            StorageFault: it could not be written; the intent stays open.
        """
        ...

    def pending(self) -> tuple[Intent, ...]:
        """Return open intents, oldest first.

        Raises:
            StorageFault: they could not be read.
        """
        ...

    def confirmed(self) -> tuple[Confirmed, ...]:
        """Return intents that were carried out, in that order.

        Raises:
            StorageFault: they could not be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class VaultCodes:
    """The second secret of a store: the present one, and a new one to take its place (None: as it was)."""

    present: bytearray | None = field(default=None, repr=False)
    new: bytearray | None = field(default=None, repr=False)


class CaseStore(Protocol):
    """The store of kept cases, open. Safe to call from several threads; every change is durable on return.

    Every method but `close` raises `VaultLocked` after `close`, and a `VaultFault` if the store cannot be
    read or written; then nothing was changed.
    """

    @property
    def journal(self) -> Journal:
        """The durable journal of this store."""
        ...

    def cases(self) -> tuple[KeptCase, ...]:
        """Return all cases, the newest first."""
        ...

    def secret(self, case_id: str) -> bytearray:
        """Return the 16 bytes of a case; the caller overwrites them.

        Raises:
            CaseUnknown: it is not kept here.
        """
        ...

    def put_case(self, case: KeptCase, secret: bytearray) -> None:
        """Keep a case; of a known one, renew registry, eligibility and label where they are given."""
        ...

    def set_label(self, case_id: str, label: str) -> None:
        """Rename a case."""
        ...

    def set_view(self, case_id: str, view: CaseView) -> None:
        """Keep what the registry reported last."""
        ...

    def set_names(self, case_id: str, names: Mapping[str, str]) -> None:
        """Keep file names by item id, beside those known."""
        ...

    def forget_case(self, case_id: str) -> None:
        """Remove a case with its names, receipts and open messages."""
        ...

    def version(self, root_key_id: str) -> int:
        """Return the highest version seen of a registry's descriptor, 0 if none was."""
        ...

    def note_version(self, root_key_id: str, version: int) -> None:
        """Keep the version of a registry's descriptor, unless a higher one is kept."""
        ...

    def change_passphrase(self, old: bytearray, new: bytearray, codes: VaultCodes) -> None:
        """Encrypt everything anew under a new key and a new passphrase; the old ones open nothing afterwards.

        Raises:
            PassphraseWrong: `old` does not open the store.
        """
        ...

    def back_up(self, target: Path) -> None:
        """Write one encrypted file that the present passphrase restores.

        Raises:
            StorageFault: something is there already, or it could not be written whole.
        """
        ...

    def close(self) -> None:
        """Drop the key; harmless if repeated, never raises. Calls under way end in `VaultLocked`."""
        ...


class StorePlace(Protocol):
    """The folder of the store. Building one touches nothing. Secrets are overwritten by these methods."""

    @property
    def folder(self) -> Path:
        """Where it is."""
        ...

    def exists(self) -> bool:
        """Whether a store is there."""
        ...

    def needs_code(self) -> bool:
        """Whether the store there wants a vault code beside the passphrase."""
        ...

    def create(self, passphrase: bytearray, vault_code: bytearray | None) -> CaseStore:
        """Make a store and open it.

        Raises:
            VaultExists, VaultBusy, VaultReadOnly, VaultFull, StorageFault: nothing was changed.
        """
        ...

    def open(self, passphrase: bytearray, vault_code: bytearray | None) -> CaseStore:
        """Open the store that is there.

        Raises:
            VaultMissing, PassphraseWrong, VaultDamaged, VaultTooNew, VaultBusy, VaultReadOnly, VaultFull.
        """
        ...

    def restore(self, source: Path, passphrase: bytearray, vault_code: bytearray | None) -> CaseStore:
        """Put a backup in a place where no store is, and open it.

        Raises:
            VaultExists, PassphraseWrong, VaultDamaged, VaultTooNew, VaultFull: nothing was changed.
        """
        ...

    def wipe(self) -> None:
        """Destroy the key, then remove the files; harmless if nothing is there.

        Raises:
            VaultBusy: another process has it open. StorageFault: some file could not be removed.
        """
        ...


class ReleaseSource(Protocol):
    """Signed news of this app's releases."""

    def newest(self) -> Release | None:
        """Return the newest release for this kind of computer, None if there is none.

        Raises:
            UpdatesUnreachable, UpdateNotTrusted.
        """
        ...

    def fetch(self, release: Release) -> bytes:
        """Return the package of a release, proven to be the one that was signed.

        Raises:
            UpdatesUnreachable, UpdateNotTrusted.
        """
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
    "CaseStore",
    "Connector",
    "FileHasher",
    "FileSource",
    "HashWatch",
    "IsolationProbe",
    "Journal",
    "OpenedFile",
    "PictureHasher",
    "PracticeProcess",
    "RegistryConnection",
    "ReleaseSource",
    "StorePlace",
    "VaultCodes",
]
