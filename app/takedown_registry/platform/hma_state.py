"""What a puller has to remember between two steps, in one private SQLite file.

    held      hash -> its content id in HMA, and the last round in which the feed had it
    pending   hashes that may have been added since content id `floor`, without the id having come back;
              a probe is one that nothing matches and that is deleted again
    progress  one row: where the feed goes on, and what is still to be acknowledged

Each step first writes down what it is about to do and then what came of it (SecureDrop ADR 001), so that a
crash at any point leaves a file from which the next run finds out.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

from takedown_registry.platform.feed_client import FROM_THE_START

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS held (value TEXT PRIMARY KEY, content_id INTEGER NOT NULL, round INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pending (value TEXT PRIMARY KEY, probe INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS progress (
    only INTEGER PRIMARY KEY CHECK (only = 1), purpose TEXT NOT NULL, stamp INTEGER NOT NULL,
    token TEXT, ack_tokens TEXT NOT NULL, round INTEGER NOT NULL, sweep INTEGER NOT NULL,
    floor INTEGER NOT NULL, pulled_at INTEGER NOT NULL);
"""
_VERSION: Final = 1
_CHUNK: Final = 500


class StateWrong(Exception):
    """The state file cannot be used; the text says why. Nothing was changed anywhere."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far this bank is.

    Attributes:
        stamp: the start of the sync under way, or of the next one.
        token: the page with which the sync under way goes on, or None at its beginning.
        ack_tokens: what is carried out but not yet acknowledged.
        round: counts the syncs from the start.
        sweep: whether hashes that this round's sync did not bring are to be deleted at its end.
        floor: no content id up to here belongs to a pending hash.
        pulled_at: Unix seconds of the end of the last pull, 0 before the first.
    """

    stamp: int = FROM_THE_START
    token: str | None = None
    ack_tokens: tuple[str, ...] = ()
    round: int = 1
    sweep: bool = False
    floor: int = 0
    pulled_at: int = 0


_COLUMNS: Final = tuple(each.name for each in fields(Progress))


class State:
    """The file, open and locked. One thread.

    Attributes:
        progress: as it is in the file.
    """

    def __init__(self, file: Path, purpose: str) -> None:
        """Open the file, or make it (0600, in a folder 0700), and lock it until `close`.

        Args:
            file: its path.
            purpose: names the registry, HMA and bank; a file belongs to one purpose for ever.

        Raises:
            StateWrong: another run has it open, or it belongs to another purpose or a newer version.
            OSError: the file cannot be made.
        """
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        file.chmod(0o600)
        self._connection = sqlite3.connect(file, timeout=0, isolation_level=None)
        try:
            self.progress = self._open(purpose)
        except sqlite3.Error as error:
            self.close()
            busy = "locked" in str(error)
            raise StateWrong(
                "another pull uses this state file" if busy else f"the state file cannot be used ({error})"
            ) from None
        except StateWrong:
            self.close()
            raise

    def _open(self, purpose: str) -> Progress:
        ask = self._connection.execute
        ask("PRAGMA locking_mode = EXCLUSIVE")
        ask("PRAGMA synchronous = FULL")
        ask("BEGIN EXCLUSIVE")  # kept until the end by the locking mode
        version = ask("PRAGMA user_version").fetchone()[0]
        if version > _VERSION:
            raise StateWrong("the state file is of a newer version")
        for statement in _SCHEMA.split(";"):
            ask(statement)
        ask(f"PRAGMA user_version = {_VERSION}")
        row = ask(f"SELECT purpose, {', '.join(_COLUMNS)} FROM progress").fetchone()  # noqa: S608
        if row is None:
            start = Progress()
            ask("INSERT INTO progress VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)", (purpose, *_values(start)))
        elif row[0] != purpose:
            raise StateWrong("the state file belongs to another registry, HMA or bank")
        else:
            known = dict(zip(_COLUMNS, row[1:], strict=True))
            known |= {"sweep": bool(known["sweep"]), "ack_tokens": tuple(json.loads(known["ack_tokens"]))}
            start = Progress(**known)
        ask("COMMIT")
        return start

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def held(self, values: Iterable[str]) -> dict[str, int]:
        """Return the content ids of those of these hashes that are held."""
        found: dict[str, int] = {}
        for some in _chunks(values):
            marks = ",".join("?" * len(some))
            query = f"SELECT value, content_id FROM held WHERE value IN ({marks})"  # noqa: S608
            found.update(self._connection.execute(query, some))
        return found

    def pending(self) -> dict[str, bool]:
        """Return hashes of which it is not known whether they were added, and whether each is a probe."""
        rows = self._connection.execute("SELECT value, probe FROM pending")
        return {value: bool(probe) for value, probe in rows}

    def stale(self) -> list[tuple[str, int]]:
        """Return hashes that this round did not bring, with their content ids."""
        query = "SELECT value, content_id FROM held WHERE round < ?"
        return list(self._connection.execute(query, (self.progress.round,)))

    def count(self) -> int:
        """Return how many hashes are held."""
        return int(self._connection.execute("SELECT count(*) FROM held").fetchone()[0])

    def intend(self, values: Iterable[str], *, probe: bool = False) -> None:
        """Write down that these hashes are about to be added."""
        rows = [(value, probe) for value in values]
        with self._step():
            self._connection.executemany("INSERT OR IGNORE INTO pending VALUES (?, ?)", rows)

    def probed(self, value: str) -> None:
        """Write down that a probe is deleted again."""
        with self._step():
            self._connection.execute("DELETE FROM pending WHERE value = ?", (value,))

    def added(self, contents: Mapping[str, int]) -> None:
        """Write down what was added."""
        if contents:
            with self._step():
                self._hold(contents)
                if not self.pending():  # an id that did not come back may be lower than those that did
                    floor = max(self.progress.floor, *contents.values())
                    self._write(replace(self.progress, floor=floor))

    def recovered(self, contents: Mapping[str, int], floor: int) -> None:
        """Write down what of the pending hashes was found; of the others none was added."""
        with self._step():
            self._hold(contents)
            self._connection.execute("DELETE FROM pending")
            self._write(replace(self.progress, floor=floor))

    def removed(self, values: Iterable[str]) -> None:
        """Write down what was deleted."""
        with self._step():
            self._connection.executemany("DELETE FROM held WHERE value = ?", ((v,) for v in values))

    def page_done(self, seen: Iterable[str], progress: Progress) -> None:
        """Write down that a page was carried out, whose active hashes were `seen`."""
        with self._step():
            self._connection.executemany(
                "UPDATE held SET round = ? WHERE value = ?", ((progress.round, value) for value in seen)
            )
            self._write(replace(progress, floor=self.progress.floor))

    def note(self, progress: Progress) -> None:
        """Write down other progress."""
        with self._step():
            self._write(progress)

    def _hold(self, contents: Mapping[str, int]) -> None:
        rows = [(value, content_id, self.progress.round) for value, content_id in contents.items()]
        self._connection.executemany("INSERT OR REPLACE INTO held VALUES (?, ?, ?)", rows)
        self._connection.executemany("DELETE FROM pending WHERE value = ?", ((value,) for value in contents))

    def _write(self, progress: Progress) -> None:
        marks = ", ".join(f"{name} = ?" for name in _COLUMNS)
        self._connection.execute(f"UPDATE progress SET {marks}", _values(progress))  # noqa: S608
        self.progress = progress

    @contextmanager
    def _step(self) -> Iterator[None]:
        """One transaction; after a failed one everything is as before."""
        before = self.progress
        self._connection.execute("BEGIN")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            self.progress = before
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def _values(progress: Progress) -> tuple[object, ...]:
    return tuple(
        json.dumps(progress.ack_tokens) if name == "ack_tokens" else getattr(progress, name)
        for name in _COLUMNS
    )


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    listed = list(values)
    for first in range(0, len(listed), _CHUNK):
        yield listed[first : first + _CHUNK]
