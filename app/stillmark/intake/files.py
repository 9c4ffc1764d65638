"""Files and folders that a person named: found and opened, never decoded."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from stillmark.domain.media import RefusalReason, Refused
from stillmark.intake.archives import Archives
from stillmark.intake.clipboard import open_bytes
from stillmark.intake.opened import OPEN_FLAGS, OpenedPicture
from stillmark.services.unpacker import Unpacker

MAX_FILE_BYTES: Final = 16 * 1024 * 1024 * 1024
"""Larger files are refused unless told otherwise; hours of video have less. What is held in memory, as
pictures are, has lower limits (`isolation.limits`)."""

_LEFT_BY_SYSTEMS: Final = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx"})

_REASON_OF_ERROR: Final = {
    errno.ENOENT: RefusalReason.MISSING,
    errno.ENOTDIR: RefusalReason.MISSING,
    # Nothing can have a name longer than the file system allows.
    errno.ENAMETOOLONG: RefusalReason.MISSING,
    errno.ELOOP: RefusalReason.SYMLINK,
    errno.EACCES: RefusalReason.NO_PERMISSION,
    errno.EPERM: RefusalReason.NO_PERMISSION,
    errno.ENXIO: RefusalReason.NOT_A_FILE,
    errno.EISDIR: RefusalReason.NOT_A_FILE,
}


class Files:
    """The files of this computer (`ports.FileSource`).

    Args:
        max_bytes: largest file that is opened.
        unpacker: looks into ZIP files; without one they stay files.
    """

    def __init__(self, max_bytes: int = MAX_FILE_BYTES, unpacker: Unpacker | None = None) -> None:
        self._max_bytes = max_bytes
        self._archives = Archives(unpacker) if unpacker else None

    def expand(self, paths: Iterable[Path]) -> Iterator[Path]:
        """Yield every file under `paths`, in the order given; inside folders in name order, depth first.

        What was named is always yielded, also if it is missing or hidden, so that `open` can say what is
        wrong with it; so is a folder that cannot be listed. Inside folders, hidden entries and files that
        systems leave there (Thumbs.db, desktop.ini) are passed over; links are yielded but not followed,
        so there can be no cycle. A ZIP file that can be read stands for the files in it (`Archives`). Never
        raises for a file's sake.

        Raises:
            IsolationFault: there is a ZIP file, and no worker could be started to look into it.
        """
        # A stack and not recursion: how deep folders go is not ours to limit.
        waiting = list(paths)[::-1]
        while waiting:
            path = waiting.pop()
            if not _is_folder(path):
                members = self._archives.expand(path) if self._archives else None
                if members is None:
                    yield path
                else:
                    yield from members
                continue
            try:
                with os.scandir(path) as entries:
                    names = sorted(entry.name for entry in entries if not _passed_over(entry.name))
            except OSError:
                yield path
                continue
            waiting.extend(path / name for name in reversed(names))

    def hold(self, data: bytes, path: Path) -> OpenedPicture | Refused:
        """Give pasted bytes the form of an opened file, in memory alone where the system can."""
        return open_bytes(data, path=path)

    def open(self, path: Path) -> OpenedPicture | Refused:
        """Open one regular file within the size cap, or say why not. Never raises for the file's sake.

        The kind is looked at before (opening a device or a FIFO can have effects) and again on the open
        descriptor, which alone counts: the name may have come to mean something else in between. Opening
        neither follows a link, nor waits (FIFO, offline file), nor makes a terminal ours, nor is the
        descriptor inherited by programs that the app starts.
        """
        try:
            facts = os.lstat(path)
            refusal = self._refusal(facts)
            # Opening a folder is harmless, and tells one that may not be listed from others.
            if refusal is not None and not stat.S_ISDIR(facts.st_mode):
                return Refused(path, refusal)
            descriptor = os.open(path, OPEN_FLAGS)
        except NotADirectoryError:
            # A file where a folder would be: perhaps an archive.
            member = self._archives.open(path) if self._archives else None
            return member or Refused(path, RefusalReason.MISSING)
        except OSError as problem:
            return Refused(path, _REASON_OF_ERROR.get(problem.errno or 0, RefusalReason.UNREADABLE))
        except ValueError:
            # A null character: no file can have that name.
            return Refused(path, RefusalReason.MISSING)
        try:
            facts = os.fstat(descriptor)
            refusal = self._refusal(facts)
        except OSError:
            refusal = RefusalReason.UNREADABLE
        if refusal is not None:
            os.close(descriptor)
            return Refused(path, refusal)
        return OpenedPicture(path, facts.st_size, descriptor)

    def _refusal(self, facts: os.stat_result) -> RefusalReason | None:
        if stat.S_ISLNK(facts.st_mode):
            return RefusalReason.SYMLINK
        if not stat.S_ISREG(facts.st_mode):
            return RefusalReason.NOT_A_FILE
        if facts.st_size == 0:
            return RefusalReason.EMPTY
        if facts.st_size > self._max_bytes:
            return RefusalReason.FILE_TOO_LARGE
        return None


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def _passed_over(name: str) -> bool:
    return name.startswith(".") or name.lower() in _LEFT_BY_SYSTEMS
