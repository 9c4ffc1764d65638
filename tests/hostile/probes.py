"""Attempts to get out of a locked worker, made inside it, as by a decoder that was taken over.

A probe returns what it got, and raises `OSError` or `MemoryError` if it got nothing. Run by `probe_worker`
with the facts that a spy would have; the same probes run without the lock to show that each one works.
"""

from __future__ import annotations

import ctypes
import fcntl
import mmap
import os
import resource
import signal
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hostile.call_numbers import MACHINE, NUMBERS

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

_kept: list[mmap.mmap] = []


def _machine_code(code: str) -> Callable[[], int] | None:
    """Machine code made ready before the lock, as if a picture had found what it needs in a library."""
    if MACHINE != "x86_64":
        return None
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes.fromhex(code))
    _kept.append(page)
    return ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))


# getpid: mov eax, 20; int 0x80; cdqe; ret - and: mov eax, 0x40000027; syscall; ret
_BY_INTERRUPT = _machine_code("b814000000cd804898c3")
_BY_X32 = _machine_code("b8270000400f05c3")


@dataclass(frozen=True)
class Facts:
    """What the prober knows: a folder with the file `secret`, and who listens where."""

    folder: str
    app: int
    tcp_port: int
    udp_port: int
    neighbour: int
    """A process of the same account, which has nothing to do with the worker."""
    address: int
    """Where that process keeps a secret in its memory."""

    @property
    def secret(self) -> str:
        return f"{self.folder}/secret"


Probe = Callable[[Facts], object]
PROBES: dict[str, Probe] = {}


def probe(function: Probe) -> Probe:
    PROBES[function.__name__] = function
    return function


def call(name: str, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    number = NUMBERS[name]
    passed = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    result = int(_libc.syscall(ctypes.c_long(number), *passed))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


# Files


@probe
def open_file(facts: Facts) -> object:
    return os.read(os.open(facts.secret, os.O_RDONLY), 100)


@probe
def open_by_openat2(facts: Facts) -> object:
    return call("openat2", -100, facts.secret.encode(), bytes(24), 24)


@probe
def open_path_only(facts: Facts) -> object:
    return os.open(facts.secret, os.O_PATH)


@probe
def look_at_file(facts: Facts) -> object:
    return os.stat(facts.secret).st_size


@probe
def look_by_statx(facts: Facts) -> object:
    return call("statx", -100, facts.secret.encode(), 0, 0x7FF, ctypes.create_string_buffer(256))


@probe
def ask_whether_file_exists(facts: Facts) -> object:
    if not os.access(facts.secret, os.F_OK):
        raise PermissionError(1, "access")
    return True


@probe
def list_folder(facts: Facts) -> object:
    return os.listdir(facts.folder)


@probe
def read_link(facts: Facts) -> object:
    return os.readlink(f"{facts.folder}/link")


@probe
def read_extended_attributes(facts: Facts) -> object:
    return os.listxattr(facts.secret)


@probe
def write_new_file(facts: Facts) -> object:
    return os.write(os.open(f"{facts.folder}/new", os.O_WRONLY | os.O_CREAT), b"taken")


@probe
def write_into_file(facts: Facts) -> object:
    return os.write(os.open(facts.secret, os.O_WRONLY | os.O_APPEND), b"x")


@probe
def cut_file(facts: Facts) -> object:
    return os.truncate(f"{facts.folder}/victim", 0) or True


@probe
def change_mode(facts: Facts) -> object:
    return os.chmod(f"{facts.folder}/victim", 0o777) or True


@probe
def change_mode_of_the_picture(facts: Facts) -> object:
    return call("fchmod", 3, 0o777) == 0


@probe
def rename_file(facts: Facts) -> object:
    return os.rename(f"{facts.folder}/victim", f"{facts.folder}/moved") or True


@probe
def unlink_file(facts: Facts) -> object:
    return os.unlink(f"{facts.folder}/doomed") or True


@probe
def make_folder(facts: Facts) -> object:
    return os.mkdir(f"{facts.folder}/made") or True


@probe
def make_link(facts: Facts) -> object:
    return os.symlink(facts.secret, f"{facts.folder}/planted") or True


@probe
def make_pipe_file(facts: Facts) -> object:
    return os.mkfifo(f"{facts.folder}/fifo") or True


@probe
def change_folder(facts: Facts) -> object:
    return os.chdir(facts.folder) or True


@probe
def watch_folder(facts: Facts) -> object:
    return call("inotify_init1", 0) >= 0


@probe
def read_proc_of_itself(facts: Facts) -> object:
    return Path("/proc/self/maps").read_bytes()


@probe
def read_proc_of_another(facts: Facts) -> object:
    return Path(f"/proc/{facts.neighbour}/environ").read_bytes() or True


@probe
def reopen_descriptor_through_proc(facts: Facts) -> object:
    return os.open("/proc/self/fd/3", os.O_RDWR)


@probe
def open_terminal(facts: Facts) -> object:
    return os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY)


# Descriptors


@probe
def inherited_descriptors(facts: Facts) -> object:
    found = []
    for number in range(5, 1024):
        try:
            os.lseek(number, 0, os.SEEK_CUR)
        except OSError as problem:
            if problem.errno != 9:
                found.append(number)
        else:
            found.append(number)
    if not found:
        raise OSError(9, "none beyond its own five")
    return found


@probe
def another_pictures_descriptor(facts: Facts) -> object:
    """The zygote has the other picture's leash open, and /proc would show the picture itself."""
    machine_wide = call("pidfd_open", os.getppid(), 0)
    return [call("pidfd_getfd", machine_wide, number, 0) for number in (0, 1, 2)]


@probe
def duplicate_descriptor(facts: Facts) -> object:
    return os.dup(3)


@probe
def control_descriptor(facts: Facts) -> object:
    return fcntl.fcntl(4, fcntl.F_SETFL, os.O_NONBLOCK) or True


@probe
def control_device(facts: Facts) -> object:
    return fcntl.ioctl(4, 0x541B, bytes(4))  # FIONREAD


@probe
def pipe(facts: Facts) -> object:
    return os.pipe()


@probe
def memory_file(facts: Facts) -> object:
    return os.memfd_create("x")


@probe
def event_descriptor(facts: Facts) -> object:
    return call("eventfd2", 0, 0)


@probe
def epoll(facts: Facts) -> object:
    return call("epoll_create1", 0)


# Network


@probe
def tcp(facts: Facts) -> object:
    client = socket.socket()
    client.connect(("127.0.0.1", facts.tcp_port))
    return client.fileno()


@probe
def listen_tcp(facts: Facts) -> object:
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    return server.listen() or True


@probe
def udp(facts: Facts) -> object:
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    return sender.sendto(b"taken", ("127.0.0.1", facts.udp_port))


@probe
def dns(facts: Facts) -> object:
    """A question to a name server: what a resolver would do, without leaving this computer."""
    question = b"\0\1\1\0\0\1\0\0\0\0\0\0\5taken\7example\0\0\1\0\1"
    resolver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    resolver.connect(("127.0.0.1", facts.udp_port))
    return resolver.send(question)


@probe
def unix_socket(facts: Facts) -> object:
    client = socket.socket(socket.AF_UNIX)
    client.connect(f"{facts.folder}/door")
    return True


@probe
def abstract_unix_socket(facts: Facts) -> object:
    client = socket.socket(socket.AF_UNIX)
    client.connect(f"\0safety-{facts.app}")
    return True


@probe
def unix_socket_pair(facts: Facts) -> object:
    return socket.socketpair()


@probe
def netlink_socket(facts: Facts) -> object:
    return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).fileno()


@probe
def raw_packet_socket(facts: Facts) -> object:
    return socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3).fileno()


# Processes


def _wait(pid: int) -> bool:
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return True


@probe
def fork(facts: Facts) -> object:
    return _wait(os.fork())


@probe
def fork_by_old_call(facts: Facts) -> object:
    if MACHINE != "x86_64":
        raise PermissionError(1, "no such call")
    return _wait(call("fork"))


@probe
def clone_new_namespace(facts: Facts) -> object:
    return _wait(call("clone", 0x10000000 | signal.SIGCHLD, 0, 0, 0, 0))  # CLONE_NEWUSER


@probe
def clone3(facts: Facts) -> object:
    arguments = struct.pack("=QQQQQQQQ", 0, 0, 0, 0, signal.SIGCHLD, 0, 0, 0)
    return _wait(call("clone3", arguments, len(arguments)))


@probe
def execute(facts: Facts) -> object:
    # Whoever reads the exit code sees whether it became another program.
    os.execv("/bin/sh", ["/bin/sh", "-c", "exit 99"])


@probe
def spawn(facts: Facts) -> object:
    return os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)


@probe
def trace(facts: Facts) -> object:
    if _libc.ptrace(ctypes.c_long(0x4206), ctypes.c_long(facts.neighbour), None, None) != 0:  # SEIZE
        raise OSError(ctypes.get_errno(), "ptrace")
    return True


@probe
def signal_another(facts: Facts) -> object:
    return os.kill(facts.neighbour, signal.SIGCONT) or True


@probe
def signal_the_zygote(facts: Facts) -> object:
    return os.kill(os.getppid(), 0) or True


@probe
def signal_a_thread_of_another(facts: Facts) -> object:
    return call("tgkill", facts.neighbour, facts.neighbour, signal.SIGCONT) == 0


@probe
def signal_by_descriptor(facts: Facts) -> object:
    return signal.pidfd_send_signal(os.pidfd_open(facts.neighbour), 0) or True


@probe
def read_memory_of_another(facts: Facts) -> object:
    target = ctypes.create_string_buffer(6)
    local = struct.pack("=QQ", ctypes.addressof(target), 6)
    call("process_vm_readv", facts.neighbour, local, 1, struct.pack("=QQ", facts.address, 6), 1, 0)
    return target.raw


@probe
def write_memory_of_another(facts: Facts) -> object:
    source = ctypes.create_string_buffer(b"taken")
    local = struct.pack("=QQ", ctypes.addressof(source), 5)
    return call(
        "process_vm_writev", facts.neighbour, local, 1, struct.pack("=QQ", facts.address + 6, 5), 1, 0
    )


@probe
def compare_with_another(facts: Facts) -> object:
    return call("kcmp", os.getpid(), facts.neighbour, 1, 0, 0) >= 0


@probe
def slow_down_another(facts: Facts) -> object:
    return os.setpriority(os.PRIO_PROCESS, facts.neighbour, 1) or True


@probe
def shared_memory(facts: Facts) -> object:
    return call("shmget", 0, 4096, 0o1600) >= 0


@probe
def message_queue(facts: Facts) -> object:
    return call("mq_open", b"safety-queue", os.O_RDWR | os.O_CREAT, 0o600, None)


# The kernel's wide doors


@probe
def io_uring(facts: Facts) -> object:
    return call("io_uring_setup", 4, ctypes.create_string_buffer(120))


@probe
def userfaultfd(facts: Facts) -> object:
    return call("userfaultfd", os.O_CLOEXEC | 1)


@probe
def bpf(facts: Facts) -> object:
    return call("bpf", 0, struct.pack("=IIIIII", 2, 4, 4, 1, 0, 0) + bytes(48), 72)  # an array map


@probe
def performance_counters(facts: Facts) -> object:
    attributes = struct.pack("=IIQ", 1, 112, 0) + bytes(96)  # a software clock
    return call("perf_event_open", attributes, 0, -1, -1, 0)


@probe
def mount(facts: Facts) -> object:
    if _libc.mount(b"none", f"{facts.folder}/mounted".encode(), b"tmpfs", 0, None) != 0:
        raise OSError(ctypes.get_errno(), "mount")
    return _libc.umount2(f"{facts.folder}/mounted".encode(), 2) or True


@probe
def mount_by_new_calls(facts: Facts) -> object:
    return call("fsopen", b"tmpfs", 0)


@probe
def change_root(facts: Facts) -> object:
    return os.chroot(facts.folder) or True


@probe
def unshare(facts: Facts) -> object:
    return call("unshare", 0x40000000) == 0  # CLONE_NEWNET


@probe
def enter_namespace(facts: Facts) -> object:
    return call("setns", call("pidfd_open", facts.neighbour, 0), 0x04000000) == 0  # CLONE_NEWUTS


@probe
def keys(facts: Facts) -> object:
    return call("keyctl", 0, -3, 1)  # the session's ring


@probe
def add_key(facts: Facts) -> object:
    return call("add_key", b"user", b"safety", b"x", 1, -2)  # into the ring of this process


@probe
def personality(facts: Facts) -> object:
    return call("personality", 0x0400000)  # READ_IMPLIES_EXEC


@probe
def raise_a_limit(facts: Facts) -> object:
    limit = struct.pack("=QQ", 4096, 4096)
    return call("prlimit64", 0, resource.RLIMIT_NOFILE, limit, None) == 0


@probe
def raise_a_limit_of_another(facts: Facts) -> object:
    return call("prlimit64", facts.neighbour, resource.RLIMIT_NOFILE, None, bytes(16)) == 0


@probe
def become_dumpable(facts: Facts) -> object:
    if _libc.prctl(4, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    return True


@probe
def outlive_the_zygote(facts: Facts) -> object:
    if _libc.prctl(1, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    return True


@probe
def ignore_the_time_limit(facts: Facts) -> object:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    return True


# Memory and time


@probe
def memory_that_is_written_and_run(facts: Facts) -> object:
    return len(mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC))


@probe
def memory_that_is_run(facts: Facts) -> object:
    return len(mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC))


@probe
def memory_that_is_run_later(facts: Facts) -> object:
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return call("mprotect", start, 4096, mmap.PROT_READ | mmap.PROT_EXEC) == 0


@probe
def map_the_picture(facts: Facts) -> object:
    return len(mmap.mmap(3, 1, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ))


@probe
def allocate_three_gigabytes(facts: Facts) -> object:
    return len(mmap.mmap(-1, 3 << 30))


@probe
def burn_processor_time(facts: Facts) -> object:
    began = time.process_time()
    while time.process_time() < began + 1.3:
        pass
    return "more than the second at which the kernel ends it"


@probe
def fill_the_disk_through_the_picture(facts: Facts) -> object:
    return os.write(3, b"changed")


@probe
def choose_processor(facts: Facts) -> object:
    return call("sched_setaffinity", 0, 8, struct.pack("=Q", 1)) == 0


# What only code of one's own can do


@probe
def old_calls_of_32_bits(facts: Facts) -> object:
    """The same numbers mean other calls there, so a filter that forgot them would let anything through."""
    if _BY_INTERRUPT is None or (got := _BY_INTERRUPT()) != os.getpid():
        raise OSError(38, "not on this kernel")
    return got


@probe
def calls_of_x32(facts: Facts) -> object:
    if _BY_X32 is None or (got := _BY_X32()) != os.getpid():
        raise OSError(38, "not on this kernel")
    return got


@probe
def signal_the_group(facts: Facts) -> object:
    return os.kill(0, 0) or True


@probe
def futex_with_priorities(facts: Facts) -> object:
    return call("futex", bytes(4), 0x86, 0, 0, 0, 0) == 0


@probe
def filter_again(facts: Facts) -> object:
    allow = ctypes.create_string_buffer(struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF0000), 8)
    header = struct.pack("=H6xQ", 1, ctypes.addressof(allow))
    call("prctl", 38, 1, 0, 0, 0)
    return call("seccomp", 1, 0, header) == 0


@probe
def landlock_again(facts: Facts) -> object:
    return call("landlock_create_ruleset", struct.pack("=Q", 1), 8, 0)


@probe
def handle_of_a_file(facts: Facts) -> object:
    handle = ctypes.create_string_buffer(struct.pack("=I", 128) + bytes(132), 136)
    return (
        call("name_to_handle_at", -100, facts.secret.encode(), handle, ctypes.create_string_buffer(8), 0) == 0
    )


@probe
def cut_the_picture(facts: Facts) -> object:
    return call("ftruncate", 3, 0) == 0


@probe
def grow_the_picture(facts: Facts) -> object:
    return call("fallocate", 3, 0, 0, 1 << 20) == 0


@probe
def touch_the_picture(facts: Facts) -> object:
    """Works on a descriptor for reading too, and would tell that somebody looked."""
    return call("utimensat", 3, None, bytes(32), 0) == 0


@probe
def hold_the_picture(facts: Facts) -> object:
    return fcntl.flock(3, fcntl.LOCK_EX | fcntl.LOCK_NB) or True


@probe
def splice_the_picture_into_the_reply(facts: Facts) -> object:
    return call("splice", 3, bytes(8), 4, None, 0, 0) == 0


@probe
def old_asynchronous_io(facts: Facts) -> object:
    return call("io_setup", 1, ctypes.create_string_buffer(8)) == 0


@probe
def memory_that_is_run_by_keys(facts: Facts) -> object:
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return call("pkey_mprotect", start, 4096, mmap.PROT_READ | mmap.PROT_EXEC, -1) == 0


@probe
def share_equal_pages_with_others(facts: Facts) -> object:
    """Merged pages tell by their speed what another process has in memory."""
    page = mmap.mmap(-1, 4096)
    start = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return call("madvise", start, 4096, 12) == 0


@probe
def hold_up_every_processor(facts: Facts) -> object:
    return call("membarrier", 1, 0, 0) == 0  # MEMBARRIER_CMD_GLOBAL


@probe
def choose_how_it_is_scheduled(facts: Facts) -> object:
    return call("sched_setscheduler", 0, 3, struct.pack("=i", 0)) == 0  # SCHED_BATCH


@probe
def change_a_segment(facts: Facts) -> object:
    if MACHINE != "x86_64":
        raise PermissionError(1, "no such call")
    return call("modify_ldt", 0, ctypes.create_string_buffer(16), 16) >= 0
