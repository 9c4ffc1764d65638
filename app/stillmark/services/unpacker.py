"""What intake needs to look into ZIP files, as a Protocol; bootstrap gives the isolated worker."""

from __future__ import annotations

from typing import Protocol

from stillmark.domain.archive import Member
from stillmark.domain.media import Refused
from stillmark.services.ports import OpenedFile


class Unpacker(Protocol):
    """Reads ZIP files in an isolated worker. Safe to call from several threads."""

    def members(self, untrusted_archive: OpenedFile) -> tuple[Member, ...] | Refused:
        """Return what the directory says is in an archive; `Refused` if there is none that can be read.

        Raises:
            IsolationFault: the worker could not be started or locked at all.
        """
        ...

    def inflate(self, untrusted_packed: OpenedFile, size: int) -> bytes | Refused:
        """Inflate one member, whose packed bytes alone are in the file, to exactly `size` bytes, or refuse.

        Raises:
            IsolationFault: the worker could not be started or locked at all.
        """
        ...
