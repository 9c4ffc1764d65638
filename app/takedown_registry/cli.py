"""The command line of whoever runs a registry. Results on standard output, the rest on standard error.

Exit codes: 0 done, 1 not possible as things are, 2 wrong use, 3 an audit log that does not hold.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from takedown_protocol.errors import DescriptorProblem, Malformed, NotVerified
from takedown_registry.accounts import AccountWrong
from takedown_registry.audit import NothingSigned
from takedown_registry.audit_check import AuditWrong
from takedown_registry.backup import BackupWrong
from takedown_registry.commands import (
    accounts,
    auditing,
    deciding,
    keeping,
    pulling,
    reviewing,
    rotating,
    running,
)
from takedown_registry.commands.common import Command
from takedown_registry.database import DatabaseUnavailable
from takedown_registry.decisions import DecisionWrong
from takedown_registry.descriptor import NotCurrent, RootKeyNeeded
from takedown_registry.engines import UrlWrong
from takedown_registry.keys import KeysMissing
from takedown_registry.logs import set_up_logging
from takedown_registry.revisions import SchemaTooNew, SchemaTooOld
from takedown_registry.settings import SettingsWrong

_GROUPS = (running, deciding, keeping, rotating, accounts, reviewing, auditing, pulling)


def run(arguments: Sequence[str]) -> int:
    """Carry out one command; returns the exit code."""
    set_up_logging()
    chosen = _parser().parse_args(arguments)
    command: Command = chosen.command
    try:
        command(chosen)
    except AuditWrong as wrong:
        sys.stderr.writelines(f"{fault.change.value}: {fault.text}\n" for fault in wrong.faults)
        return 3
    except (
        SettingsWrong,
        UrlWrong,
        KeysMissing,
        SchemaTooNew,
        SchemaTooOld,
        RootKeyNeeded,
        NotCurrent,
        DescriptorProblem,
        BackupWrong,
        NotVerified,
        AccountWrong,
        DecisionWrong,
        NothingSigned,
        Malformed,
        FileExistsError,
        OSError,
        DatabaseUnavailable,
    ) as error:
        sys.stderr.write(f"{_plain(error)}\n")
        return 1
    return 0


def _plain(error: Exception) -> str:
    match error:
        case DatabaseUnavailable():
            return "The database cannot be used now (busy, full or read-only); nothing was changed."
        case FileExistsError():
            return "This folder holds a registry already; nothing was changed."
        case OSError():
            return f"Not possible here: {error.strerror or type(error).__name__}."
        case _:
            return f"Not possible: {error}."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="takedown-registry", description="Run a takedown registry.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for group in _GROUPS:
        group.add(commands)
    return parser
