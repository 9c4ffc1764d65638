"""`backup` and `restore`: everything a registry has, in one encrypted file."""

from __future__ import annotations

import argparse
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from takedown_registry.backup import back_up, restore
from takedown_registry.commands.common import Commands, config_of, opened_registry, show, with_data
from takedown_registry.settings import SettingsWrong

SHORTEST: Final = 20
"""Characters of a passphrase: a backup can be tried for ever by whoever has it."""


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    backup = commands.add_parser("backup", help="write settings, keys and tables into one encrypted file")
    backup.add_argument("--out", type=Path, required=True, metavar="FILE")
    _with_passphrase(backup)
    with_data(backup, _backup)
    restored = commands.add_parser("restore", help="make the registry of a backup, in an empty place")
    restored.add_argument("file", type=Path, metavar="FILE")
    _with_passphrase(restored)
    with_data(restored, _restore)


def _with_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file", type=Path, required=True, metavar="FILE", help="its first line is the passphrase"
    )


def _passphrase(file: Path) -> bytes:
    with file.open("rb") as opened:
        if os.name == "posix" and os.fstat(opened.fileno()).st_mode & 0o077:
            raise SettingsWrong(f"others can read {file.name}; make it private first: chmod 600")
        text = opened.readline().rstrip(b"\r\n")
    if len(text) < SHORTEST:
        raise SettingsWrong(f"a passphrase of a backup has {SHORTEST} characters or more")
    return text


def _backup(chosen: argparse.Namespace) -> None:
    passphrase = _passphrase(chosen.passphrase_file)
    with opened_registry(chosen) as registry:
        rows = back_up(registry, config_of(chosen).data, chosen.out, passphrase)
    show(chosen, {"file": str(chosen.out), "rows": rows})


def _restore(chosen: argparse.Namespace) -> None:
    passphrase, config = _passphrase(chosen.passphrase_file), config_of(chosen, new=True)
    with chosen.file.open("rb") as file:
        made = restore(
            file,
            passphrase,
            config.data,
            config.database_url,
            int(time.time()),
            keep_address=config.origins.get("database") == "flag",
        )
    show(
        chosen,
        {
            "root_key_id": made.root_key_id,
            "rows": made.rows,
            "lost_since": datetime.fromtimestamp(made.made_at, UTC).strftime("%Y-%m-%d %H:%M:%S"),
        },
    )
