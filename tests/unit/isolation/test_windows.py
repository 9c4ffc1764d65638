"""The Windows adapter against a recorder of its calls: order, arguments, sizes. Never run on Windows."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stillmark.domain.worker_messages import IsolationLevel
from stillmark.isolation import windows
from stillmark.isolation.work import LockFailed

PARENT = 4711
THIS = 0xFFFFFFFFFFFFFFFF
LIMITS = {"memory_bytes": 1 << 30, "cpu_seconds": 10}


class Recorder:
    """Makes none of the calls; checks each against the table and answers as Windows would.

    Args:
        fails: a call that fails.
        grants: whether the process that started this one may be ended.
    """

    def __init__(self, fails: str = "", *, grants: bool = False) -> None:
        self.fails = fails
        self.grants = grants
        self.made: list[tuple[Any, ...]] = []
        self.limits = windows.ExtendedLimits()
        self.label = b""
        self.removed = b""

    def __call__(self, name: str, *arguments: Any) -> Any:
        _, _, types = windows.CALLS[name]
        assert len(arguments) == len(types), name
        for kind, argument in zip(types, arguments, strict=True):
            kind.from_param(argument)
        told = [a.value if isinstance(a, ctypes.c_void_p) else a for a in arguments]
        self.made.append((name, *(one for one in told if isinstance(one, int))))
        if name == self.fails:
            raise OSError(1314, name)
        answer = getattr(self, name, None)
        return answer(*arguments) if answer else 1

    def GetCurrentProcess(self) -> int:
        return THIS

    def CreateJobObjectW(self, security: object, name: object) -> int:
        assert name is None, "one with a name could be opened again"
        return 100 + len(self.made)

    def SetInformationJobObject(self, job: int, kind: int, limits: Any, size: int) -> int:
        assert (kind, size) == (9, 144)
        ctypes.memmove(ctypes.addressof(self.limits), ctypes.addressof(limits._obj), size)
        return 1

    def QueryInformationJobObject(self, job: object, kind: int, limits: Any, size: int, _: object) -> int:
        assert job is None, "its own"
        ctypes.memmove(ctypes.addressof(limits._obj), ctypes.addressof(self.limits), size)
        return 1

    def OpenProcessToken(self, process: int, access: int, token: Any) -> int:
        token._obj.value = 55
        return 1

    def GetTokenInformation(self, token: object, kind: int, buffer: Any, size: int, length: Any) -> int:
        if kind == 25:
            at = ctypes.addressof(buffer) + ctypes.sizeof(windows.MandatoryLabel)
            ctypes.memmove(buffer, at.to_bytes(8, "little"), 8)
            ctypes.memmove(at, self.label, len(self.label))
            return 1
        length._obj.value = 4 + 2 * 12
        if not buffer:
            raise OSError(122, "GetTokenInformation")
        ctypes.memmove(buffer, (2).to_bytes(4, "little") + bytes(24), 28)
        return 1

    def AdjustTokenPrivileges(
        self, token: object, every: int, buffer: Any, size: int, before: object, length: object
    ) -> int:
        self.removed = bytes(buffer.raw)
        return 1

    def SetTokenInformation(self, token: object, kind: int, label: Any, size: int) -> int:
        assert (kind, size) == (25, 16 + 12)
        assert label._obj.attributes == 0x20
        self.label = ctypes.string_at(label._obj.sid, 12)
        return 1

    def OpenProcess(self, access: int, inherit: int, process: int) -> int:
        assert (access, process) == (1, PARENT)
        if self.grants:
            return 77
        raise OSError(5, "OpenProcess")


def test_structures_have_the_sizes_of_64_bit_windows() -> None:
    sizes = {one.__name__: ctypes.sizeof(one) for one in (windows.BasicLimits, windows.ExtendedLimits)}
    assert sizes == {"BasicLimits": 64, "ExtendedLimits": 144}
    assert ctypes.sizeof(windows.MandatoryLabel) == 16
    assert ctypes.sizeof(windows.Privilege) == 12
    assert windows.BasicLimits.flags.offset == 16
    assert windows.BasicLimits.active_processes.offset == 40
    assert windows.BasicLimits.affinity.offset == 48
    assert windows.ExtendedLimits.process_memory.offset == 112
    assert windows.MandatoryLabel.attributes.offset == 8


def test_every_part_is_set_in_order_and_read_back() -> None:
    system = Recorder()
    windows.lock(**LIMITS, required=IsolationLevel.PROCESS, parent=PARENT, call=system)
    names = [name for name, *_ in system.made]
    assert names == [
        "GetCurrentProcess",
        "CreateJobObjectW",
        "SetInformationJobObject",
        "AssignProcessToJobObject",
        "CloseHandle",
        *["SetProcessMitigationPolicy"] * len(windows.MITIGATIONS),
        "OpenProcessToken",
        "GetTokenInformation",
        "GetTokenInformation",
        "AdjustTokenPrivileges",
        "SetTokenInformation",
        "CloseHandle",
        "OpenProcess",
    ]
    job = system.made[2][1]
    assert ("AssignProcessToJobObject", job, THIS) in system.made
    assert system.made[4] == ("CloseHandle", job), "nobody in it can change it"
    assert system.limits.basic.flags == 0x2 | 0x8 | 0x100 | 0x400
    assert system.limits.basic.per_process_user_time == 100_000_000
    policies = [one[1] for one in system.made if one[0] == "SetProcessMitigationPolicy"]
    assert policies == [2, 6, 9, 10, 13]
    assert system.removed == (2).to_bytes(4, "little") + (bytes(8) + (4).to_bytes(4, "little")) * 2
    assert system.label == windows.UNTRUSTED
    report = windows.report(system)
    assert report.level is IsolationLevel.PROCESS, "it can still read files and use the network"
    assert (report.job, report.untrusted) == (True, True)
    assert dict(report.limits) == LIMITS


@pytest.mark.parametrize("call", sorted(set(windows.CALLS) - {"QueryInformationJobObject", "CloseHandle"}))
def test_a_part_that_fails_stops_everything(call: str) -> None:
    if call == "OpenProcess":
        with pytest.raises(LockFailed, match="strangely"):
            windows.lock(
                **LIMITS, required=IsolationLevel.PROCESS, parent=PARENT, call=Recorder("OpenProcess")
            )
        return
    with pytest.raises(LockFailed, match=f"{call} failed with 1314"):
        windows.lock(**LIMITS, required=IsolationLevel.PROCESS, parent=PARENT, call=Recorder(call))


def test_a_lock_that_does_not_hold_or_is_too_little_is_no_lock() -> None:
    with pytest.raises(LockFailed, match="does not hold"):
        windows.lock(**LIMITS, required=IsolationLevel.PROCESS, parent=PARENT, call=Recorder(grants=True))
    untouched = Recorder()
    with pytest.raises(LockFailed, match="level that is required"):
        windows.lock(**LIMITS, required=IsolationLevel.SANDBOX, parent=PARENT, call=untouched)
    assert untouched.made == []
    with pytest.raises(LockFailed, match="not on Windows"):
        windows.lock(**LIMITS, required=IsolationLevel.PROCESS, parent=PARENT)


def test_what_does_not_hold_is_not_reported() -> None:
    system = Recorder()
    system.label = windows.UNTRUSTED[:-4] + (0x2000).to_bytes(4, "little")
    report = windows.report(system)
    assert (report.job, report.untrusted, report.limits) == (False, False, ())
    with pytest.raises(LockFailed):
        windows.report(Recorder("QueryInformationJobObject"))


def test_the_leash_ends_a_worker_with_the_app() -> None:
    system = Recorder()
    job = windows.leash(4242, system)
    assert system.limits.basic.flags == 0x2000
    assert system.made[-1][0] == "AssignProcessToJobObject"
    assert system.made[-1][2] == 4242
    job.close()
    assert system.made[-1][0] == "CloseHandle"
    refusing = Recorder("AssignProcessToJobObject")
    with pytest.raises(OSError, match="1314"):
        windows.leash(4242, refusing)
    assert refusing.made[-1][0] == "CloseHandle"


LACKING = """
import os, select, signal, socket, sys
sys.path.insert(0, sys.argv[1])
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "fork", "pread", "memfd_create", "uname"):
    delattr(os, name)
for module, name in ((select, "poll"), (signal, "SIGXCPU"), (signal, "SIGSTOP"), (socket, "AF_UNIX")):
    delattr(module, name)
sys.platform = "win32"
import stillmark.isolation.alone
from stillmark.intake.files import Files
from stillmark.isolation.hasher import IsolatedHasher
print(type(IsolatedHasher()._workers).__name__)
"""


def test_nothing_is_imported_that_windows_lacks() -> None:
    app = Path(__file__).parents[3] / "app"
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", LACKING, str(app)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "OneByOne\n", done.stderr
