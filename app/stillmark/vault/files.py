"""The folder of the store: private before the first byte, one process at a time, gone when wiped."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from stillmark.domain.errors import VaultBusy
from stillmark.services.portable import portable_folder
from stillmark.services.private_file import sync_folder

KEY_NAME: Final = "store.key"
LOCK_NAME: Final = "store.lock"
_PREFIX: Final = "store-"
_SUFFIX: Final = ".db"


def default_folder() -> Path:
    """Where cases are kept unless another folder is named: the place the system gives to data of apps.

    A portable copy keeps them beside the program.
    """
    portable = portable_folder()
    if portable:
        return portable / "kept"
    if sys.platform == "win32":  # pragma: no cover - tried on Linux alone
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":  # pragma: no cover
        base = Path.home() / "Library" / "Application Support"
    else:
        named = Path(os.environ.get("XDG_DATA_HOME") or "")
        # The XDG base directory specification wants relative paths ignored.
        base = named if named.is_absolute() else Path.home() / ".local" / "share"
    return base / "stillmark"


def new_database_name() -> str:
    """Return a name no database had before: a new one never overwrites the one in use."""
    return secrets.token_hex(4)


def database_path(folder: Path, name: str) -> Path:
    """Return where the database of that name is."""
    return folder / f"{_PREFIX}{name}{_SUFFIX}"


def leftovers(folder: Path, keep: str | None = None) -> Iterator[Path]:
    """Yield every database in the folder, with its rollback journal, but the one named `keep`."""
    for path in sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}*")):
        if keep is None or not path.name.startswith(f"{_PREFIX}{keep}{_SUFFIX}"):
            yield path


def prepare_folder(folder: Path) -> None:
    """Make the folder for its owner alone; one that is there and empty becomes so.

    Raises:
        OSError: it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700)
        sync_folder(folder.parent)
    except FileNotFoundError:
        folder.parent.mkdir(mode=0o700, parents=True)
        folder.mkdir(mode=0o700)
        sync_folder(folder.parent)
    except FileExistsError:
        if not any(folder.iterdir()):
            folder.chmod(0o700)


def create_empty(path: Path) -> None:
    """Create an empty file for its owner alone, so that whoever fills it need not care.

    Raises:
        OSError: something is there already, or it cannot be made.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600))


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading, at once: a pipe in its place would wait for ever.

    Raises:
        OSError: there is none, it is no regular file, or it cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "It is no file")
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def destroy(path: Path) -> None:
    """Overwrite a small secret file in place, then remove it; a missing one is no fault.

    Overwriting reaches the old bytes on most magnetic disks and on none that moves blocks (SSDs): what
    counts is that the file is gone and was encrypted itself.

    Raises:
        OSError: it could not be removed.
    """
    try:
        with path.open("r+b", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            file.write(secrets.token_bytes(size))
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    finally:
        # Even if it cannot be overwritten, it can perhaps be removed.
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


class FolderLock:
    """Held by the one process that has the store open; the system lets go of it when the process ends."""

    def __init__(self, folder: Path) -> None:
        """Take it.

        Raises:
            VaultBusy: another process holds it.
            OSError: the lock file cannot be made.
        """
        self.path = folder / LOCK_NAME
        while True:
            self._descriptor = os.open(
                self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600
            )
            try:
                _lock(self._descriptor)
                # Somebody who wiped the folder may have removed the file between opening and locking.
                if self._is_at_its_place():
                    return
            except BaseException:
                os.close(self._descriptor)
                raise
            os.close(self._descriptor)

    def _is_at_its_place(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._descriptor), self.path.stat())
        except FileNotFoundError:
            return False

    def release(self, *, remove: bool = False) -> None:
        """Let go; harmless if repeated."""
        if self._descriptor < 0:
            return
        if remove:
            self.path.unlink(missing_ok=True)
        descriptor, self._descriptor = self._descriptor, -1
        _unlock(descriptor)
        os.close(descriptor)


if sys.platform == "win32":  # pragma: no cover - tried on Linux alone
    import msvcrt

    def _lock(descriptor: int) -> None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise VaultBusy from error

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise VaultBusy from error

    def _unlock(descriptor: int) -> None:
        # Said aloud: a process forked meanwhile may still hold the descriptor, and closing ours would not do.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
