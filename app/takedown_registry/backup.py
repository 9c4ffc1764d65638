"""One file with everything: settings, keys and tables, as they were at one moment, under a passphrase.

The same file restores into SQLite or PostgreSQL. Inside the encryption (`takedown_protocol.secret_stream`)
are lines of JSON: what it is; each file of the data folder; each table, in lists of rows; and how many rows
there were. Restoring is one transaction into an empty database: all of it, or nothing.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from sqlalchemy import Connection, LargeBinary, Table, func, insert, select, text, update

from takedown_protocol.errors import Malformed
from takedown_protocol.secret_stream import decrypt, encrypt
from takedown_registry.audit import record
from takedown_registry.database import Database
from takedown_registry.files import private_file, private_folder, write_private
from takedown_registry.http import Registry
from takedown_registry.lost_time import AHEAD_SECONDS, FILE, LostTime, note_lost
from takedown_registry.revisions import NEWEST
from takedown_registry.schema import METADATA, sequence
from takedown_registry.settings import SETTINGS_FILE
from takedown_registry.sql import POSTGRESQL

FORMAT: Final = "takedown-registry-backup"
_FILE_NAME: Final = re.compile(r"(?:keys/)?[a-z0-9-]+\.json")
ROWS: Final = 500
"""Rows of one line."""
_LONGEST_LINE: Final = 256 * 1024 * 1024
_TABLES: Final = {table.name: table for table in METADATA.sorted_tables}


class BackupWrong(Exception):
    """A backup that cannot be restored here; the text says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored.

    Attributes:
        root_key_id: whose it is.
        made_at: Unix seconds; what happened later is lost.
        rows: of all tables.
    """

    root_key_id: str
    made_at: int
    rows: int


def back_up(registry: Registry, data: Path, out: Path, passphrase: bytes) -> int:
    """Write a backup of a registry, which may be at work meanwhile; returns the number of rows.

    Args:
        registry: opened.
        data: its folder.
        out: the new file; permissions before content, and its name only once it is complete.
        passphrase: as bytes.

    Raises:
        OSError: it could not be written; an older file of that name is untouched.
    """
    counted = [0]
    with private_file(out) as file:
        for part in encrypt(_lines(registry, data, counted), passphrase):
            file.write(part)
    return counted[0]


def _lines(registry: Registry, data: Path, counted: list[int]) -> Iterator[bytes]:
    with registry.database.read() as connection:
        # The tables' moment begins here; keys are read after it, so that none that they name is missing.
        at = connection.execute(select(sequence)).one()
        yield _line(
            {
                "format": FORMAT,
                "v": 1,
                "revision": NEWEST,
                "root_key_id": registry.keys.root_id,
                "at": registry.now,
                "stamp": max(at.stamp, at.open_stamp or 0),
            }
        )
        names = [SETTINGS_FILE, *([FILE] if (data / FILE).exists() else [])]
        names += sorted(f"keys/{path.name}" for path in (data / "keys").glob("*.json"))
        for name in names:
            yield _line({"file": name, "content": base64.b64encode((data / name).read_bytes()).decode()})
        streaming = connection.execution_options(yield_per=ROWS)
        for table in _TABLES.values():
            write = [_written(column.type) for column in table.columns]
            for some in streaming.execute(select(table).order_by(*table.primary_key)).partitions():
                rows = [[as_json(value) for as_json, value in zip(write, row, strict=True)] for row in some]
                counted[0] += len(rows)
                yield _line({"table": table.name, "columns": [c.name for c in table.columns], "rows": rows})
        yield _line({"end": counted[0]})


def _line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode() + b"\n"


def _same(value: Any) -> Any:
    return value


def _written(kind: object) -> Callable[[Any], Any]:
    return (lambda value: base64.b64encode(value).decode()) if isinstance(kind, LargeBinary) else _same


def _read(kind: object) -> Callable[[Any], Any]:
    return base64.b64decode if isinstance(kind, LargeBinary) else _same


def restore(
    file: BinaryIO, passphrase: bytes, data: Path, database_url: str, now: int, *, keep_address: bool
) -> Restored:
    """Make the registry of a backup in an empty folder and an empty database.

    Args:
        file: the backup.
        passphrase: as bytes.
        data: the folder.
        database_url: address of the database.
        now: Unix seconds.
        keep_address: whether the settings are to name that database.

    Raises:
        BackupWrong: there is something already, or another version of this program made it.
        Malformed, NotVerified: not a backup, another passphrase, or it was changed or cut off.
    """
    if (data / SETTINGS_FILE).exists():
        raise BackupWrong("the folder holds a registry already")
    lines = _split(decrypt(file, passphrase))
    head = _fields(lines)
    if head.get("format") != FORMAT or head.get("v") != 1:
        raise Malformed("not a backup of a registry")
    if head["revision"] != NEWEST:
        raise BackupWrong(f"tables of revision {head['revision']}: restore with the version that made it")
    private_folder(data)
    files: dict[str, bytes] = {}
    with closing(Database(database_url)) as database, database.write() as connection:
        if any(
            connection.scalar(select(func.count()).select_from(t))
            for t in _TABLES.values()
            if t is not sequence
        ):
            raise BackupWrong("the database holds a registry already")
        rows = _fill(connection, lines, files)
        lost = LostTime(head["stamp"], max(head["stamp"], now) + AHEAD_SECONDS)
        # Beyond them: what is read from now on, and confirmed, is not of the lost time.
        connection.execute(update(sequence).values(stamp=lost.until + 1, open_stamp=None))
        record(connection, "restored", {"from": head["at"], "rows": rows}, now)
        for name, content in files.items():
            if name != SETTINGS_FILE:
                write_private(private_folder((data / name).parent) / Path(name).name, content)
        note_lost(data, lost)
    # Last: without them it is no registry, and restoring can be repeated.
    settings = {**json.loads(files[SETTINGS_FILE]), "database": database_url if keep_address else ""}
    write_private(data / SETTINGS_FILE, json.dumps(settings, indent=2, ensure_ascii=False).encode() + b"\n")
    return Restored(head["root_key_id"], head["at"], rows)


def _fill(connection: Connection, lines: Iterator[bytes], files: dict[str, bytes]) -> int:
    connection.execute(sequence.delete())
    rows = 0
    while "end" not in (fields := _fields(lines)):
        if "file" in fields:
            if not _FILE_NAME.fullmatch(fields["file"]):
                raise Malformed("a file that no registry has")
            files[fields["file"]] = base64.b64decode(fields["content"])
            continue
        table = _TABLES[fields["table"]]
        read = {name: _read(table.columns[name].type) for name in fields["columns"]}
        connection.execute(insert(table), _rows(fields["rows"], read))
        rows += len(fields["rows"])
    if fields["end"] != rows:
        raise Malformed("rows are missing")
    if connection.dialect.name == POSTGRESQL:
        for table in _TABLES.values():
            _continue_numbers(connection, table)
    return rows


def _rows(listed: Sequence[Sequence[Any]], read: dict[str, Callable[[Any], Any]]) -> list[dict[str, Any]]:
    return [
        {name: None if value is None else read[name](value) for name, value in zip(read, row, strict=True)}
        for row in listed
    ]


def _continue_numbers(connection: Connection, table: Table) -> None:
    (key, *others) = table.primary_key.columns
    name = connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, :key)"), {"table": table.name, "key": key.name}
    )
    if name is not None and not others:
        newest = connection.scalar(select(func.max(key)))
        if newest:
            connection.execute(text("SELECT setval(:name, :newest)"), {"name": name, "newest": newest})


def _split(parts: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for part in parts:
        waiting += part
        *whole, rest = bytes(waiting).split(b"\n")
        yield from whole
        waiting = bytearray(rest)
        if len(waiting) > _LONGEST_LINE:
            raise Malformed("a line without end")
    if waiting:
        raise Malformed("the end is missing")


def _fields(lines: Iterator[bytes]) -> dict[str, Any]:
    try:
        return dict(json.loads(next(lines)))
    except (StopIteration, ValueError, TypeError):
        raise Malformed("the backup ends too soon") from None
