"""What Windows gives: a job, an integrity level below everything, mitigations. Worker and app. Untested.

Nobody has run this on Windows yet. The structures' sizes and the calls' arguments are checked by tests that
run anywhere; `doctor` says that the level is "process", which is what it would be if all of it holds: a job
and an integrity level keep a worker from other processes and from changing files, not from reading what the
account can read, and not from the network. (An AppContainer would; it cannot be entered by a process that
runs already, and making one leaves a profile behind.)

Structures and values are those of winnt.h, named as there (job objects: "Job Objects" of the Windows
documentation; integrity: "Mandatory Integrity Control"; mitigations: "SetProcessMitigationPolicy").
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Mapping
from ctypes import POINTER, byref, c_int32, c_int64, c_size_t, c_uint32, c_uint64, c_void_p, sizeof
from types import MappingProxyType
from typing import Any, Final

from stillmark.domain.worker_messages import IsolationLevel, IsolationReport
from stillmark.isolation.work import LockFailed

CREATION_FLAGS: Final = 0x08000000 | 0x00004000
"""CREATE_NO_WINDOW: no console appears. BELOW_NORMAL_PRIORITY_CLASS: the window stays fluent."""

# JOBOBJECT_BASIC_LIMIT_INFORMATION.LimitFlags
LIMIT_PROCESS_TIME: Final = 0x2
LIMIT_ACTIVE_PROCESS: Final = 0x8
LIMIT_PROCESS_MEMORY: Final = 0x100
LIMIT_DIE_ON_UNHANDLED_EXCEPTION: Final = 0x400
LIMIT_KILL_ON_JOB_CLOSE: Final = 0x2000

_EXTENDED_LIMIT_INFORMATION: Final = 9
_TOKEN_PRIVILEGES: Final = 3
_TOKEN_INTEGRITY_LEVEL: Final = 25
_TOKEN_ACCESS: Final = 0x80 | 0x20 | 0x8
"""TOKEN_ADJUST_DEFAULT, TOKEN_ADJUST_PRIVILEGES, TOKEN_QUERY."""
_SE_PRIVILEGE_REMOVED: Final = 0x4
_SE_GROUP_INTEGRITY: Final = 0x20
_PROCESS_TERMINATE: Final = 0x1
_ERROR_ACCESS_DENIED: Final = 5

UNTRUSTED: Final = bytes((1, 1, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0))
"""S-1-16-0 as a SID: revision, one sub-authority, SECURITY_MANDATORY_LABEL_AUTHORITY, and 0, the lowest."""

MITIGATIONS: Final[Mapping[int, int]] = MappingProxyType(
    {
        2: 0x1,  # ProcessDynamicCodePolicy, ProhibitDynamicCode: memory that was written cannot be run
        6: 0x1,  # ProcessExtensionPointDisablePolicy: nobody's library is loaded into it
        9: 0x1,  # ProcessFontDisablePolicy: no font is parsed but the system's
        10: 0x7,  # ProcessImageLoadPolicy: no code from the network, from low places, or before the system's
        13: 0x1,  # ProcessChildProcessPolicy, NoChildProcessCreation
    }
)
"""Policy and its flags; none can be taken back."""


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION; times are in units of 100 ns."""

    _fields_ = (
        ("per_process_user_time", c_int64),
        ("per_job_user_time", c_int64),
        ("flags", c_uint32),
        ("minimum_working_set", c_size_t),
        ("maximum_working_set", c_size_t),
        ("active_processes", c_uint32),
        ("affinity", c_size_t),
        ("priority_class", c_uint32),
        ("scheduling_class", c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION; memory in bytes, IO_COUNTERS unused."""

    _fields_ = (
        ("basic", BasicLimits),
        ("io_counters", c_uint64 * 6),
        ("process_memory", c_size_t),
        ("job_memory", c_size_t),
        ("peak_process_memory", c_size_t),
        ("peak_job_memory", c_size_t),
    )


class MandatoryLabel(ctypes.Structure):
    """TOKEN_MANDATORY_LABEL: SID_AND_ATTRIBUTES."""

    _fields_ = (("sid", c_void_p), ("attributes", c_uint32))


class Privilege(ctypes.Structure):
    """LUID_AND_ATTRIBUTES."""

    _fields_ = (("low", c_uint32), ("high", c_int32), ("attributes", c_uint32))


_HANDLE: Final = c_void_p
CALLS: Final[Mapping[str, tuple[str, Any, tuple[Any, ...]]]] = MappingProxyType(
    {
        "CreateJobObjectW": ("kernel32", _HANDLE, (c_void_p, c_void_p)),
        "SetInformationJobObject": ("kernel32", c_int32, (_HANDLE, c_int32, c_void_p, c_uint32)),
        "QueryInformationJobObject": (
            "kernel32",
            c_int32,
            (_HANDLE, c_int32, c_void_p, c_uint32, POINTER(c_uint32)),
        ),
        "AssignProcessToJobObject": ("kernel32", c_int32, (_HANDLE, _HANDLE)),
        "SetProcessMitigationPolicy": ("kernel32", c_int32, (c_int32, c_void_p, c_size_t)),
        "GetCurrentProcess": ("kernel32", _HANDLE, ()),
        "OpenProcess": ("kernel32", _HANDLE, (c_uint32, c_int32, c_uint32)),
        "CloseHandle": ("kernel32", c_int32, (_HANDLE,)),
        "OpenProcessToken": ("advapi32", c_int32, (_HANDLE, c_uint32, POINTER(_HANDLE))),
        "GetTokenInformation": (
            "advapi32",
            c_int32,
            (_HANDLE, c_int32, c_void_p, c_uint32, POINTER(c_uint32)),
        ),
        "SetTokenInformation": ("advapi32", c_int32, (_HANDLE, c_int32, c_void_p, c_uint32)),
        "AdjustTokenPrivileges": (
            "advapi32",
            c_int32,
            (_HANDLE, c_int32, c_void_p, c_uint32, c_void_p, c_void_p),
        ),
    }
)
"""Every call that is made here: library, result, arguments. A result of 0 is a failure."""

System = Callable[..., Any]
"""Makes one of `CALLS` by its name and raises `OSError` if it fails."""


def system() -> System:
    """Return what makes the calls.

    Raises:
        LockFailed: this is not Windows.
    """
    if sys.platform != "win32":
        raise LockFailed("not on Windows")
    libraries = {name: ctypes.WinDLL(name, use_last_error=True) for name in ("kernel32", "advapi32")}

    def call(name: str, *arguments: object) -> Any:
        library, result, types = CALLS[name]
        function = getattr(libraries[library], name)
        function.restype, function.argtypes = result, types
        got = function(*arguments)
        if not got:
            raise OSError(ctypes.get_last_error(), name)
        return got

    return call


class Job:
    """A job object with limits.

    Args:
        call: makes the calls.
        limits: what `SetInformationJobObject` is given.
    """

    def __init__(self, call: System, limits: ExtendedLimits) -> None:
        self._call = call
        self._handle = call("CreateJobObjectW", None, None)
        try:
            call(
                "SetInformationJobObject",
                self._handle,
                _EXTENDED_LIMIT_INFORMATION,
                byref(limits),
                sizeof(limits),
            )
        except OSError:
            self.close()
            raise

    def take(self, process: int) -> None:
        """Put a process in, for ever.

        Raises:
            OSError: Windows refuses.
        """
        self._call("AssignProcessToJobObject", self._handle, process)

    def close(self) -> None:
        """Let go of it; the limits stay with the process, and a job that says so ends it."""
        self._call("CloseHandle", self._handle)


def leash(process: int, call: System | None = None) -> Job:
    """Return a job that ends this process when the app lets go of it or dies. Runs in the app.

    Args:
        process: a handle to it.
        call: instead of the system's own.

    Raises:
        OSError: Windows refuses.
    """
    limits = ExtendedLimits()
    limits.basic.flags = LIMIT_KILL_ON_JOB_CLOSE
    job = Job(call or system(), limits)
    try:
        job.take(process)
    except OSError:
        job.close()
        raise
    return job


def lock(
    *,
    memory_bytes: int,
    cpu_seconds: int,
    required: IsolationLevel,
    parent: int,
    call: System | None = None,
) -> None:
    """Lock this process for the rest of its life. Called once, before the picture is read.

    Why each part is there, in the order in which it is set:

    - the job: memory (an allocation beyond it fails), processor time (the process is ended with
      `wire.EXIT_WINDOWS_TIME`), no second process, no dialogue when it crashes (so no crash report of a
      picture either). Its only handle is closed at once, so that no code in this process can change it.
      It has no UI restrictions: Windows refuses those to a job inside a job, and the leash is one already.
    - the mitigations: see `MITIGATIONS`.
    - privileges: all are removed from the token, not only disabled.
    - integrity "untrusted": the kernel then refuses it every change to files, keys and processes of others,
      whatever their permissions say. Last, because lesser rights refuse what was done above.

    That it holds is tried out: the process that started this one can no longer be ended from here.

    Args:
        memory_bytes: committed memory.
        cpu_seconds: processor time.
        required: the lowest level at which a picture may be read; Windows gives "process".
        parent: number of the process that started this one.
        call: instead of the system's own.

    Raises:
        LockFailed: Windows refused a part, or the level is not enough.
    """
    if required is not IsolationLevel.PROCESS:
        raise LockFailed("this system cannot give the level that is required")
    call = call or system()
    limits = ExtendedLimits()
    limits.basic.flags = (
        LIMIT_PROCESS_TIME | LIMIT_ACTIVE_PROCESS | LIMIT_PROCESS_MEMORY | LIMIT_DIE_ON_UNHANDLED_EXCEPTION
    )
    limits.basic.active_processes = 1
    limits.basic.per_process_user_time = cpu_seconds * 10_000_000
    limits.process_memory = memory_bytes
    try:
        this = call("GetCurrentProcess")
        job = Job(call, limits)
        try:
            job.take(this)
        finally:
            job.close()
        for policy, flags in MITIGATIONS.items():
            chosen = c_uint32(flags)
            call("SetProcessMitigationPolicy", policy, byref(chosen), sizeof(chosen))
        token = c_void_p()
        call("OpenProcessToken", this, _TOKEN_ACCESS, byref(token))
        try:
            _remove_privileges(call, token)
            _trust_no_longer(call, token)
        finally:
            call("CloseHandle", token)
    except OSError as problem:
        raise LockFailed(f"{problem.strerror} failed with {problem.errno}") from problem
    _must_not_end(call, parent)


def report(call: System | None = None) -> IsolationReport:
    """Read back from Windows what holds around this process.

    Raises:
        LockFailed: it cannot be read.
    """
    call = call or system()
    limits = ExtendedLimits()
    try:
        # No handle: the job that this process is in.
        call(
            "QueryInformationJobObject",
            None,
            _EXTENDED_LIMIT_INFORMATION,
            byref(limits),
            sizeof(limits),
            None,
        )
        integrity = _integrity(call)
    except OSError as problem:
        raise LockFailed(f"{problem.strerror} failed with {problem.errno}") from problem
    flags = limits.basic.flags
    known = (
        ("cpu_seconds", LIMIT_PROCESS_TIME, limits.basic.per_process_user_time // 10_000_000),
        ("memory_bytes", LIMIT_PROCESS_MEMORY, limits.process_memory),
    )
    return IsolationReport(
        no_new_privs=False,
        not_dumpable=False,
        dies_with_parent=False,
        limits=tuple((name, int(value)) for name, flag, value in known if flags & flag),
        job=bool(flags & LIMIT_ACTIVE_PROCESS) and limits.basic.active_processes == 1,
        untrusted=integrity == 0,
    )


def _remove_privileges(call: System, token: c_void_p) -> None:
    length = c_uint32()
    try:
        call("GetTokenInformation", token, _TOKEN_PRIVILEGES, None, 0, byref(length))
    except OSError:
        # ERROR_INSUFFICIENT_BUFFER, and the length is known now.
        if not length.value:
            raise
    # TOKEN_PRIVILEGES: a count, and so many of `Privilege`.
    buffer = ctypes.create_string_buffer(length.value)
    call("GetTokenInformation", token, _TOKEN_PRIVILEGES, buffer, length.value, byref(length))
    count = c_uint32.from_buffer(buffer).value
    for one in (Privilege * count).from_buffer(buffer, sizeof(c_uint32)):
        one.attributes = _SE_PRIVILEGE_REMOVED
    call("AdjustTokenPrivileges", token, 0, buffer, 0, None, None)


def _trust_no_longer(call: System, token: c_void_p) -> None:
    sid = ctypes.create_string_buffer(UNTRUSTED, len(UNTRUSTED))
    label = MandatoryLabel(ctypes.addressof(sid), _SE_GROUP_INTEGRITY)
    call("SetTokenInformation", token, _TOKEN_INTEGRITY_LEVEL, byref(label), sizeof(label) + len(UNTRUSTED))


def _integrity(call: System) -> int:
    """Return the last number of this process's mandatory label: 0x2000 is an ordinary one's."""
    token = c_void_p()
    call("OpenProcessToken", call("GetCurrentProcess"), 0x8, byref(token))
    try:
        buffer = ctypes.create_string_buffer(sizeof(MandatoryLabel) + 68)  # the longest SID
        call("GetTokenInformation", token, _TOKEN_INTEGRITY_LEVEL, buffer, sizeof(buffer), byref(c_uint32()))
        sid = MandatoryLabel.from_buffer(buffer).sid
        return int.from_bytes(ctypes.string_at(sid, len(UNTRUSTED))[-4:], "little")
    finally:
        call("CloseHandle", token)


def _must_not_end(call: System, parent: int) -> None:
    try:
        handle = call("OpenProcess", _PROCESS_TERMINATE, 0, parent)
    except OSError as refusal:
        if refusal.errno == _ERROR_ACCESS_DENIED:
            return
        raise LockFailed("the integrity level refuses strangely") from refusal
    call("CloseHandle", handle)
    raise LockFailed("the integrity level does not hold")
