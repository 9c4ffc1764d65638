"""Power cuts: what a disk may hold when the current fails, worked out from what a process asked of it.

A script runs under strace. From its trace every write, truncation, creation, renaming, removal and fsync in
one folder is known. What was not yet fsynced when the power fails may be there, not there, or half there:

- writes and truncations of a file since its last fsync: any subset, a write perhaps cut at a sector (512 B);
- entries of the folder (create, rename, unlink) since the folder's last fsync: any prefix, in order.

This is the model of "All File Systems Are Not Created Equal" (Pillai et al., OSDI 2014) for one folder, with
ordered metadata. What hardware that lies about its cache does is not in it.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from support.cramped import PROJECT

SECTOR = 512
_CALLS = (
    "openat,open,creat,write,pwrite64,pwritev,writev,ftruncate,lseek,fsync,fdatasync,"
    "unlink,unlinkat,rename,renameat,renameat2,close"
)
_LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_DESCRIPTOR = re.compile(r"^(\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>")


def strace() -> str | None:
    """Return where strace is, None if it is not installed."""
    return shutil.which("strace")


@dataclass(frozen=True)
class Step:
    """One call: `kind` is write, truncate, sync, create, rename, unlink, sync-folder or said."""

    kind: str
    name: str = ""
    other: str = ""
    offset: int = 0
    data: bytes = b""


def trace(script: str, folder: Path, *arguments: object) -> list[Step]:
    """Run a script to its end; return what it asked of the disk in `folder`, and what it said, in order."""
    log = folder.parent / "trace"
    paths = os.pathsep.join(str(PROJECT / name) for name in ("app", "tests"))
    done = subprocess.run(
        [
            *(str(strace()), "-f", "-y", "-xx", "-s", "100000000", "-o", str(log), "-e", f"trace={_CALLS}"),
            *(sys.executable, "-c", script, str(folder), *(str(argument) for argument in arguments)),
        ],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return list(_steps(log.read_text(), str(folder)))


def _steps(log: str, folder: str) -> Iterator[Step]:
    positions: dict[str, int] = {}
    assert "unfinished" not in log, "calls of several threads are mixed"
    for line in log.splitlines():
        matched = _LINE.match(line)
        if not matched:
            continue
        call, inside, result = matched[1], matched[2], int(matched[3])
        if result < 0:
            continue
        strings = [bytes.fromhex(text.replace("\\x", "")) for text in _STRING.findall(inside)]
        holder = _DESCRIPTOR.match(inside)
        number = holder[1] if holder else ""
        path = bytes.fromhex(holder[2].replace("\\x", "")).decode() if holder else ""
        path = path.removesuffix(" (deleted)")
        if call == "write" and number == "1":
            yield Step("said", data=strings[0])
        elif call in ("open", "openat", "creat"):
            positions[str(result)] = 0
            name = _inside(strings[0].decode(), folder)
            if name and "O_CREAT" in inside:
                yield Step("create", name)
        elif call == "close":
            positions.pop(number, None)
        elif call == "lseek":
            positions[number] = result
        elif call in ("fsync", "fdatasync") and path == folder:
            yield Step("sync-folder")
        elif call in ("rename", "renameat", "renameat2"):
            if name := _inside(strings[0].decode(), folder):
                yield Step("rename", name, str(_inside(strings[1].decode(), folder)))
        elif call in ("unlink", "unlinkat"):
            if name := _inside(strings[0].decode(), folder):
                yield Step("unlink", name)
        elif name := _inside(path, folder):
            if call == "write":
                yield Step("write", name, offset=positions[number], data=strings[0])
                positions[number] += result
            elif call == "pwrite64":
                yield Step("write", name, offset=int(inside.rsplit(",", 1)[1]), data=strings[0])
            elif call == "ftruncate":
                yield Step("truncate", name, offset=int(inside.rsplit(",", 1)[1]))
            elif call in ("fsync", "fdatasync"):
                yield Step("sync", name)
            else:
                raise AssertionError(f"{call} is not modelled")


def _inside(path: str, folder: str) -> str | None:
    parent, _, name = path.rpartition("/")
    return name if parent == folder else None


@dataclass
class _File:
    durable: bytes = b""
    loose: list[Step] = field(default_factory=list)

    def content(self, chosen: list[Step], numbers: random.Random | None) -> bytes:
        content = bytearray(self.durable)
        for step in chosen:
            if step.kind == "truncate":
                del content[step.offset :]
                content.extend(bytes(step.offset - len(content)))
                continue
            data = step.data
            if numbers is not None and len(data) > SECTOR and numbers.random() < 0.3:
                data = data[: SECTOR * numbers.randrange(1, len(data) // SECTOR + 1)]
            content.extend(bytes(max(0, step.offset - len(content))))
            content[step.offset : step.offset + len(data)] = data
        return bytes(content)

    def now(self) -> bytes:
        return self.content(self.loose, None)


class Disk:
    """The folder as the process sees it and as it is on the disk."""

    def __init__(self) -> None:
        self.seen: dict[str, _File] = {}
        self.entries: dict[str, _File] = {}
        self.loose: list[tuple[Step, _File | None]] = []

    def apply(self, step: Step) -> None:
        """Go on by one step."""
        if step.kind == "create":
            if step.name in self.seen:
                return
            self.seen[step.name] = _File()
            self.loose.append((step, self.seen[step.name]))
        elif step.kind == "unlink":
            del self.seen[step.name]
            self.loose.append((step, None))
        elif step.kind == "rename":
            self.seen[step.other] = self.seen.pop(step.name)
            self.loose.append((step, None))
        elif step.kind == "sync-folder":
            self.entries = self._entries(len(self.loose))
            self.loose.clear()
        elif step.kind == "sync":
            file = self.seen[step.name]
            file.durable, file.loose = file.now(), []
        elif step.kind in ("write", "truncate"):
            self.seen[step.name].loose.append(step)

    def _entries(self, count: int) -> dict[str, _File]:
        entries = dict(self.entries)
        for step, file in self.loose[:count]:
            if step.kind == "create" and file is not None:
                entries[step.name] = file
            elif step.kind == "unlink":
                entries.pop(step.name, None)
            elif step.kind == "rename" and step.name in entries:
                entries[step.other] = entries.pop(step.name)
        return entries

    def least(self) -> dict[str, bytes]:
        """Only what was synced."""
        return {name: file.durable for name, file in self.entries.items()}

    def most(self) -> dict[str, bytes]:
        """Everything, as after a kill."""
        return {name: file.now() for name, file in self.seen.items()}

    def some(self, numbers: random.Random) -> dict[str, bytes]:
        """One of the many things between."""
        entries = self._entries(numbers.randint(0, len(self.loose)))
        return {
            name: file.content([step for step in file.loose if numbers.random() < 0.5], numbers)
            for name, file in entries.items()
        }


def cuts(steps: list[Step], numbers: random.Random, each: int) -> Iterator[tuple[int, dict[str, bytes]]]:
    """Yield (how much was said, files on the disk) for power cuts after every step: `each` random ones, the
    least and the most that can be there; the same state is not yielded twice in a row."""
    disk, said = Disk(), 0
    last: tuple[int, dict[str, bytes]] | None = None
    for step in [None, *steps]:
        if step is not None and step.kind == "said":
            said += 1
        elif step is not None:
            disk.apply(step)
        states = itertools.chain([disk.least(), disk.most()], (disk.some(numbers) for _ in range(each)))
        for state in states:
            if (said, state) != last:
                last = (said, state)
                yield last
