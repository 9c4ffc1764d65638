"""`audit`: hand out the log of what the operator did, and check one without any registry."""

from __future__ import annotations

import argparse
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from takedown_registry.audit import checkpoint, export
from takedown_registry.audit_check import TAIL, AuditWrong, verify, verify_checkpoint
from takedown_registry.commands.common import Commands, group, opened_registry, show, with_data
from takedown_registry.files import write_private
from takedown_registry.settings import SettingsWrong

MAX_LINE: Final = 512 * 1024
"""No line of an export is longer: an envelope has at most 256 KiB."""
_ROOT: Final = re.compile(r"(?:[^#]*#)?([0-9a-f]{64})")


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    audit = group(commands, "audit", "the log of what the operator did, for others to check")
    exported = audit.add_parser("export", help="write the whole log, with its signed head")
    exported.add_argument("--out", type=Path, metavar="FILE", help="instead of standard output")
    with_data(exported, _export)
    head = audit.add_parser("head", help="write the signed head alone, for a third party to keep")
    head.add_argument("--out", type=Path, metavar="FILE", help="instead of standard output")
    with_data(head, _head)
    check = audit.add_parser(
        "verify",
        help="check an exported log; needs no registry",
        description="Check an exported log; needs no registry. Exit code 0: it holds, 3: it was changed.",
    )
    check.add_argument("file", type=Path, metavar="FILE", help="what `audit export` wrote")
    check.add_argument(
        "--registry", required=True, metavar="ROOT_KEY_ID", help="whose it must be; also as URL#ROOT_KEY_ID"
    )
    check.add_argument(
        "--earlier", type=Path, metavar="FILE", help="a head or an export kept before, to be continued"
    )
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.set_defaults(command=_verify)


def _export(chosen: argparse.Namespace) -> None:
    with opened_registry(chosen) as registry, registry.database.read() as connection:
        lines = export(connection, registry.keys.root_id, registry.keys.reply_at(registry.now), registry.now)
        _write(chosen, lines)


def _head(chosen: argparse.Namespace) -> None:
    with opened_registry(chosen) as registry, registry.database.read() as connection:
        _write(
            chosen,
            checkpoint(connection, registry.keys.root_id, registry.keys.reply_at(registry.now), registry.now),
        )


def _write(chosen: argparse.Namespace, lines: Iterable[bytes]) -> None:
    text = b"".join(line + b"\n" for line in lines)
    if chosen.out is None:
        sys.stdout.write(text.decode())
        sys.stdout.flush()
    else:
        write_private(chosen.out, text)
        show(chosen, {"file": str(chosen.out), "lines": text.count(b"\n")})


def _verify(chosen: argparse.Namespace) -> None:
    named = _ROOT.fullmatch(chosen.registry)
    if named is None:
        raise SettingsWrong("a registry is named by 64 hexadecimal digits, its root key id")
    root_key_id = named[1]
    try:
        earlier = None
        if chosen.earlier is not None:
            earlier = verify_checkpoint(list(deque(_lines(chosen.earlier), maxlen=TAIL)), root_key_id)
        head = verify(_lines(chosen.file), root_key_id, earlier=earlier)
    except AuditWrong as wrong:
        faults = [
            {"change": fault.change.value, "entry": fault.entry, "text": fault.text} for fault in wrong.faults
        ]
        if chosen.json:
            show(chosen, {"holds": False, "faults": faults})
        raise
    show(chosen, {"holds": True, "entries": head.entries, "digest": head.digest, "signed_at": head.at})


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while line := file.readline(MAX_LINE):
            yield line.removesuffix(b"\n")
