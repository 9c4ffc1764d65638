"""What the system and SQLCipher say, as typed faults."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError

from stillmark.domain.errors import (
    StorageFault,
    VaultBusy,
    VaultDamaged,
    VaultFault,
    VaultFull,
    VaultLocked,
    VaultReadOnly,
)

_BY_SQLITE_CODE: Final[dict[int, type[VaultFault]]] = {
    5: VaultBusy,  # SQLITE_BUSY
    6: VaultBusy,  # SQLITE_LOCKED
    8: VaultReadOnly,  # SQLITE_READONLY
    9: VaultLocked,  # SQLITE_INTERRUPT: somebody locked while this was under way
    11: VaultDamaged,  # SQLITE_CORRUPT
    13: VaultFull,  # SQLITE_FULL
    26: VaultDamaged,  # SQLITE_NOTADB: also what a wrong key or a changed page looks like
}
"""Primary result codes, https://sqlite.org/rescode.html"""

_BY_ERRNO: Final[dict[int, type[VaultFault]]] = {
    errno.ENOSPC: VaultFull,
    errno.EDQUOT: VaultFull,
    errno.EFBIG: VaultFull,
    errno.EROFS: VaultReadOnly,
    errno.EACCES: VaultReadOnly,
    errno.EPERM: VaultReadOnly,
}


def fault_of(error: BaseException | None) -> VaultFault:
    """Return the fault that a failure of the system or of SQLCipher amounts to."""
    if isinstance(error, VaultFault):
        return error
    if isinstance(error, DBAPIError):
        error = error.orig
    if isinstance(error, StorageFault):
        error = error.__cause__
    if isinstance(error, OSError):
        kind = _BY_ERRNO.get(error.errno or 0, VaultFault)
        return (
            kind() if kind is not VaultFault else VaultFault(f"The disk reports a fault: {error.strerror}.")
        )
    if isinstance(error, MemoryError):
        return VaultFault(
            "There is not enough memory to open the kept cases; it takes 256 MiB for a second.",
            next_step="Close other programs and try again.",
        )
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    kind = _BY_SQLITE_CODE.get(code, VaultFault)
    if code == 10:  # SQLITE_IOERR
        return VaultFault("The disk reports a fault.")
    # The database's own words can quote what is stored; only its code is told.
    return (
        kind() if kind is not VaultFault else VaultFault(f"The kept cases cannot be reached (code {code}).")
    )


@contextmanager
def typed() -> Iterator[None]:
    """Turn failures of files and of the database into typed faults; those that are typed pass.

    Raises:
        VaultFault: of the kind that fits.
    """
    try:
        yield
    except VaultFault:
        raise
    except (OSError, StorageFault, MemoryError, DBAPIError, sqlcipher.Error) as error:
        raise fault_of(error) from error
