"""Nothing that runs where pictures are decoded gets out: every probe is refused, and would work unlocked."""

from __future__ import annotations

import ctypes
import json
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from hostile.call_numbers import NUMBERS
from hostile.kernel_probes import PROBES, REACHES
from hostile.probes import Facts
from stillmark.domain.media import RefusalReason
from stillmark.domain.strict_message import decode_object
from stillmark.domain.worker_messages import IsolationLevel
from stillmark.isolation import launch, vigil, wire
from stillmark.isolation.hasher import IsolatedHasher
from stillmark.isolation.limits import VIDEO, WorkerLimits
from support.processes import status

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the lock in full is Linux's")

ROOT = Path(__file__).parents[2]
BOOT = (
    "import sys; sys.path[:0] = sys.argv[1:3]; del sys.argv[1:3]; "
    "from hostile import probe_worker; probe_worker.main()"
)
PICTURE = WorkerLimits(cpu_seconds=1)
MOVING = WorkerLimits(memory_bytes=VIDEO.memory_bytes, cpu_seconds=1, reply_bytes=VIDEO.reply_bytes)
UNLOCKED = WorkerLimits(wall_seconds=60.0, stall_seconds=60.0, memory_bytes=64 << 30)

FATAL = (
    "another_pictures_descriptor memory_file tcp listen_tcp udp dns unix_socket abstract_unix_socket "
    "unix_socket_pair netlink_socket raw_packet_socket fork_by_old_call execute trace "
    "signal_another signal_the_zygote signal_by_descriptor read_memory_of_another write_memory_of_another "
    "compare_with_another io_uring userfaultfd bpf performance_counters mount mount_by_new_calls change_root "
    "unshare enter_namespace keys add_key personality signal_the_group change_a_segment"
)
"""Probes that no decoder resembles: these end the worker at once."""

OTHER_WAYS = {"old_calls_of_32_bits", "calls_of_x32"}
"""Ways of calling that end the worker too, be it because of the filter or because the kernel lacks them."""

ALONE = {*OTHER_WAYS, "burn_processor_time"}
"""Probes that end the worker otherwise than by the filter."""

NEEDS_ROOT = (
    "raw_packet_socket trace read_memory_of_another write_memory_of_another bpf userfaultfd "
    "performance_counters mount mount_by_new_calls change_root unshare enter_namespace raise_a_limit "
    "another_pictures_descriptor clone_new_namespace read_proc_of_another compare_with_another"
)
"""Probes that without the lock succeed for root only, or only on some systems."""


NOT_IN_CONTAINERS = "io_uring keys add_key personality message_queue"
"""Probes that container engines refuse on their own."""


@dataclass
class End:
    """How one probe ended."""

    escaped: bool
    how: str
    exit_code: int | None


class Prober:
    """Starts workers that probe."""

    def __init__(self, facts: Facts, limits: WorkerLimits, minimum: IsolationLevel) -> None:
        self._facts = facts
        self._limits = limits
        self.hasher = IsolatedHasher(limits, minimum)
        self.exit_code: int | None = None

    def run(self, *names: str) -> dict[str, End]:
        """Run probes in one child, one after another; where it has no answer that is the end of each."""
        self.exit_code = None
        # Open for writing too, unlike real pictures: the worker would be able to, were it not for the lock.
        with tempfile.TemporaryFile(buffering=0) as picture:
            picture.write(json.dumps({"probes": names, "facts": asdict(self._facts)}).encode())
            verdict = self.hasher._run(wire.Task.HASH, picture.fileno(), self._limits)
        if isinstance(verdict, RefusalReason):
            # The control's exit code 99 is that of the program it became.
            return dict.fromkeys(names, End(self.exit_code == 99, verdict.value, self.exit_code))
        ends = decode_object(verdict)["ends"]
        return {name: End(escaped, how, self.exit_code) for name, escaped, how in ends}


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facts]:
    folder = tmp_path_factory.mktemp("safety-probes")
    context = multiprocessing.get_context("fork")
    secret = ctypes.create_string_buffer(b"secretsecret")
    neighbour = context.Process(target=signal.pause)
    neighbour.start()
    with (
        socket.create_server(("127.0.0.1", 0), backlog=20) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as door,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        udp.bind(("127.0.0.1", 0))
        door.bind(f"{folder}/door")
        door.listen(20)
        abstract.bind(f"\0safety-{os.getpid()}")
        abstract.listen(20)
        assert neighbour.pid
        yield Facts(
            str(folder),
            os.getpid(),
            tcp.getsockname()[1],
            udp.getsockname()[1],
            neighbour.pid,
            ctypes.addressof(secret),
        )
    neighbour.kill()
    neighbour.join()


def furnish(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name == "mounted" or path.name == "made":
            path.rmdir()
        elif path.name != "door":
            path.unlink()
    (folder / "secret").write_bytes(b"a secret")
    (folder / "victim").write_bytes(b"as it was")
    (folder / "victim").chmod(0o600)
    (folder / "doomed").write_bytes(b"as it was")
    (folder / "link").symlink_to("secret")
    (folder / "mounted").mkdir()


def contents(folder: Path) -> dict[str, object]:
    return {
        path.name: (path.lstat().st_mode, path.read_bytes() if path.is_file() else None)
        for path in folder.iterdir()
    }


def start(
    facts: Facts, monkeypatch: pytest.MonkeyPatch, limits: WorkerLimits, minimum: IsolationLevel, *more: str
) -> Prober:
    command = [sys.executable, "-I", "-B", "-c", BOOT, str(ROOT / "app"), str(ROOT / "tests"), *more]
    monkeypatch.setattr(launch, "worker_command", lambda: command)
    prober = Prober(facts, limits, minimum)
    verdict = vigil.Vigil._verdict

    def remember(self: vigil.Vigil, exit_code: int) -> bytes | RefusalReason:
        prober.exit_code = exit_code
        return verdict(self, exit_code)

    monkeypatch.setattr(vigil.Vigil, "_verdict", remember)
    return prober


@pytest.mark.parametrize("limits", [PICTURE, MOVING], ids=["picture", "video"])
def test_no_probe_gets_out(facts: Facts, monkeypatch: pytest.MonkeyPatch, limits: WorkerLimits) -> None:
    folder = Path(facts.folder)
    furnish(folder)
    before = contents(folder)
    fatal = set(FATAL.split()) | {name for name, one in REACHES.items() if one.fatal and one.call in NUMBERS}
    prober = start(facts, monkeypatch, limits, IsolationLevel.SANDBOX)
    with prober.hasher as hasher:
        if hasher.level().level is not IsolationLevel.SANDBOX:
            pytest.skip("this kernel lacks Landlock or seccomp")
        # Those that are refused and go on share a child: none may change what the next one finds.
        ends = prober.run(*(name for name in PROBES if name not in fatal | ALONE))
        for name in sorted(fatal | ALONE):
            ends |= prober.run(name)
    assert set(ends) == set(PROBES)
    for name, end in ends.items():
        print(f"{'ESCAPED' if end.escaped else 'blocked'}  {name:<36} exit {end.exit_code}  {end.how}")
    escaped = {name for name, end in ends.items() if end.escaped}
    print(f"{len(escaped)} of {len(PROBES)} escape probes succeeded")
    assert not escaped
    assert len(PROBES) >= 200
    assert contents(folder) == before
    ended = {name for name, end in ends.items() if end.exit_code == -signal.SIGSYS}
    assert ended - OTHER_WAYS == fatal
    if os.uname().machine == "x86_64":
        assert {ends[name].exit_code for name in OTHER_WAYS} <= {-signal.SIGSYS, -signal.SIGSEGV}
    assert ends["burn_processor_time"].how == RefusalReason.TIMED_OUT
    others = set(PROBES) - fatal - ALONE
    # None: its answer was whole, and nobody waited for its end.
    ended = {name for name in others if ends[name].exit_code not in (0, None)}
    assert ended == set(), "these were refused and went on"


def test_every_probe_gets_out_without_the_lock(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the test above would prove nothing."""
    folder = Path(facts.folder)
    prober = start(facts, monkeypatch, UNLOCKED, IsolationLevel.PROCESS, "--unlocked")
    with prober.hasher:
        ends = prober.run(*REACHES)
        for name in PROBES:
            if name not in REACHES:
                furnish(folder)
                ends |= prober.run(name)
    kept = {name: end.how for name, end in ends.items() if not end.escaped}
    assert set(ends) == set(PROBES)
    print(f"{len(PROBES) - len(kept)} of {len(PROBES)} probes succeed without the lock; not: {kept}")
    # Bit 21 is CAP_SYS_ADMIN: root in a container may lack it.
    mighty = int(status(os.getpid())["CapEff"], 16) >> 21 & 1
    # A container's own filter refuses some of them, each engine's others.
    filtered = status(os.getpid())["Seccomp"] != "0"
    # Nobody in a changed root may make a user namespace.
    allowed = {"clone_new_namespace"} if mighty else {*NEEDS_ROOT.split(), *NOT_IN_CONTAINERS.split()}
    allowed |= {*OTHER_WAYS, "change_a_segment"}  # kernels are built with and without them
    allowed |= {
        name
        for name, one in REACHES.items()
        if one.rare or one.call not in NUMBERS or (one.root and not mighty) or filtered
    }
    assert set(kept) <= allowed
