"""What a whole session in the window leaves on the computer: nothing; with keeping on, only ciphertext.

The session runs in a process of its own with an empty home, and where the system allows it (by a mount
namespace) with a /tmp, /var/tmp and /dev/shm of its own, so that whatever appears there is the session's.
Where it does not, names that Qt, fontconfig, Python or this app use are looked for in the shared ones.
strace tells besides what every process of the session (the window, the picture worker and its children, and
whatever a library starts) opened for writing, made, renamed or removed anywhere, so that files that are gone
again by the end count too; Python's own audit hook tells the same of the window, where there is no strace.
The registry runs outside of all that.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from support.pictures import landscape
from support.registry import RegistryProcess
from support.screen import own_screen

pytestmark = pytest.mark.alone

TESTS = Path(__file__).parents[1]
APP = TESTS.parent / "app"
SHARED = ("/tmp", "/var/tmp", "/dev/shm")
OURS = ("stillmark", "qt", "runtime-", "fontconfig", "dbus", "python", "pymp", "tmp")
"""How names begin that this session could leave in a folder that others use too."""
NAMES = ("IMG_secret_0.jpg", "IMG_secret_1.jpg", "IMG_secret_2.jpg")


CALLS = (
    "?open,openat,?openat2,?creat,?mkdir,mkdirat,?rename,renameat,renameat2,?link,linkat,?symlink,symlinkat,"
    "?mknod,mknodat,?unlink,unlinkat,?rmdir,truncate,?chmod,fchmodat,?chown,fchownat,?utime,?utimes,"
    "?futimesat,utimensat,setxattr,lsetxattr,bind"
)
"""What can make, change or remove a name, or open what it names; `?` for those that not every machine has."""
OPENED = re.compile(
    r"^(?:open|openat|openat2|creat)\(.*?\b(?:O_WRONLY|O_RDWR|O_CREAT|O_TRUNC)\b.* = \d+<(.+)>$"
)
NAMED = re.compile(r'(?:(?:AT_FDCWD|\d+)<((?:[^>\\]|\\.)*)>, )?"((?:[^"\\]|\\.)*)"')
SEES_NO_DISK = re.compile(r"/dev/(null|tty|pts/.*)|/proc/.*|socket:.*|pipe:.*|anon_inode:.*|/memfd:.*")


@dataclass
class Place:
    """Where the session lives. `root` is what is watched; `outside` its name for this process."""

    root: Path
    wrapper: list[str]
    inside: Path

    def environment(self, display: str, *, compiling: bool) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        folders = {
            "HOME": "home",
            "XDG_CONFIG_HOME": "home/.config",
            "XDG_CACHE_HOME": "home/.cache",
            "XDG_DATA_HOME": "home/.local/share",
            "XDG_STATE_HOME": "home/.local/state",
            "XDG_RUNTIME_DIR": "run",
            "TMPDIR": "tmp",
        }
        paths = {name: str(self.inside / folder) for name, folder in folders.items()}
        screen = {"DISPLAY": display} if display else {"QT_QPA_PLATFORM": "offscreen"}
        # Every module would be compiled anew into this folder, unless the app says that none is.
        compiled = {"PYTHONPYCACHEPREFIX": str(self.inside / "compiled")} if compiling else {}
        return kept | paths | screen | compiled | {"LC_ALL": "C.UTF-8"}


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """An X server of its own; without one the window is drawn off the screen."""
    with own_screen() as found:
        yield found or ""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    root = tmp_path / "place"
    for folder in ("home", "run", "tmp", "vartmp", "shm", "work", "compiled"):
        (root / folder).mkdir(parents=True)
    (root / "run").chmod(0o700)
    # A font of one's own, of which fontconfig would like to write a cache.
    for font in list(Path("/usr/share/fonts").rglob("*.[ot]t[fc]"))[:1]:
        fonts = root / "home" / ".local" / "share" / "fonts"
        fonts.mkdir(parents=True)
        shutil.copyfile(font, fonts / font.name)
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for seed, name in enumerate(NAMES):
        landscape(seed, (640, 480)).save(pictures / name, quality=90)
    # What runs the session stays where it is, though it be in one of the folders that are hidden.
    visible = ""
    for source in sorted({str(TESTS.parent), sys.prefix, sys.base_prefix}):
        for folder, name in zip(SHARED, ("tmp", "vartmp", "shm"), strict=True):
            if source.startswith(f"{folder}/"):
                within = f"place/{name}/{source.removeprefix(f'{folder}/')}"
                if not (tmp_path / within).exists():
                    (tmp_path / within).mkdir(parents=True)
                visible += f"mount --bind {shlex.quote(source)} {shlex.quote(f'/mnt/{within}')} && "
    script = (
        'mount --bind "$0" /mnt && cd /mnt/place/work && mkdir -p /mnt/place/tmp/.X11-unix && '
        "if [ -d /tmp/.X11-unix ]; then mount --bind /tmp/.X11-unix /mnt/place/tmp/.X11-unix; fi && "
        f"{visible}"
        "mount --rbind /mnt/place/vartmp /var/tmp && mount --rbind /mnt/place/shm /dev/shm && "
        # As for everybody but root: the system's cache of fonts can only be read, so one's own would be used.
        "if [ -d /var/cache/fontconfig ]; then mount -t tmpfs -o ro none /var/cache/fontconfig; fi && "
        'mount --rbind /mnt/place/tmp /tmp && exec "$@"'
    )
    unshare = shutil.which("unshare")
    flags = ["-m"] if os.geteuid() == 0 else ["-Urm"]
    if unshare and Path("/mnt").is_dir():
        wrapper = [unshare, *flags, "sh", "-c", script, str(tmp_path)]
        sees = [*wrapper, sys.executable, "-c", f"import os; os.stat({str(APP)!r})"]
        if subprocess.run(sees, capture_output=True, check=False).returncode == 0:
            return Place(root, wrapper, Path("/mnt/place"))
    return Place(root, [], root)


def session(mode: str, place: Place, display: str, address: str) -> tuple[int, str]:
    """Run one session; return its wait status and what it printed."""
    pictures = place.inside.parent / "pictures"
    script = TESTS / "support" / "traced_session.py"
    vault = place.inside / "home" / "vault"
    strace = shutil.which("strace")
    traced = [strace, "-ff", "-qq", "-y", "-s", "4096", "-e", f"trace={CALLS}", "-e", "signal=none"]
    traced += ["--seccomp-bpf", "-o", str(place.inside.parent / "calls")]
    command = traced if strace and mode != "crash" else []
    command += [sys.executable, str(script), mode, address, str(pictures), str(vault), str(APP), str(TESTS)]
    process = subprocess.Popen(
        [*place.wrapper, *command],
        env=place.environment(display, compiling=mode != "crash"),
        cwd=place.root / "work",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=_cores_allowed,
    )
    assert process.stdout is not None
    printed = process.stdout.read()
    process.stdout.close()
    _, status = os.waitpid(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return status, printed


def _cores_allowed() -> None:
    _, ceiling = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (ceiling, ceiling))


def files_in(place: Place) -> dict[str, tuple[int, int]]:
    """Every file and folder of the place but the X server's sockets, with what a change would change."""
    found = {}
    for path in sorted(place.root.rglob("*")):
        if ".X11-unix" not in path.parts and "compiled" not in path.parts:
            facts = path.lstat()
            found[str(path.relative_to(place.root))] = (facts.st_size, facts.st_mtime_ns)
    return found


def shared_names() -> set[str]:
    names = set()
    for folder in SHARED:
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            if name.lower().startswith(OURS) or name.startswith(".X"):
                names.add(f"{folder}/{name}")
    return names


def changed_names(place: Place) -> set[str]:
    """Every name on a disk that a process of the session made, opened for writing, changed or removed."""
    names = set()
    for log in place.root.parent.glob("calls.*"):
        for line in log.read_text(errors="surrogateescape").splitlines():
            call, _, result = line.rpartition(" = ")
            if result.startswith(("-1", "?")) or not call:
                continue
            if line.startswith(("open", "creat")):
                opened = OPENED.match(line)
                names |= {opened[1]} if opened else set()
            elif line.startswith("bind("):
                names |= set(re.findall(r'sun_path="([^"]+)"', line))
            else:
                for folder, name in NAMED.findall(call):
                    names.add(os.path.join(folder, name))
    return {name.removesuffix(" (deleted)") for name in names if not SEES_NO_DISK.fullmatch(name)}


def outside(report: dict[str, Any], place: Place) -> list[list[str]]:
    """What Python changed anywhere but in the place, which is looked at, and in the kernel's own folders."""
    return [
        change
        for change in report["changes"]
        if not change[1].startswith((str(place.inside), "/dev/null", "/proc/", "/dev/pts"))
    ]


def whole_session(mode: str, place: Place, display: str, address: str) -> tuple[dict[str, Any], set[str]]:
    """Run a session that must end well; return its report, and the files that are new or changed."""
    before, shared = files_in(place), shared_names()
    status, printed = session(mode, place, display, address)
    assert status == 0, printed
    report = json.loads(printed)
    after = files_in(place)
    changed = {name for name, facts in after.items() if before.get(name) != facts}
    # A folder in which something was made and removed again shows no more than that.
    changed = {name for name in changed if not (place.root / name).is_dir() or name not in before}
    if not place.wrapper:
        changed |= shared_names() - shared
    assert report["secrets"]["hidden"] == "True"
    assert report["secrets"]["clipboard"] == ""
    for name in changed_names(place):
        if not name.startswith((str(place.inside / "compiled"), str(place.inside / "home" / "vault"))):
            changed.add(name)
    print(f"{mode}: {report['secrets']['platform']}, own /tmp: {bool(place.wrapper)}, changed: {changed}")
    return report, changed


def test_a_session_leaves_nothing(place: Place, display: str, registry: RegistryProcess) -> None:
    report, changed = whole_session("off", place, display, registry.address)
    assert changed == set()
    ours = {
        path.name.split(".")[0] for path in (place.root / "compiled").rglob("*.pyc") if "app" in path.parts
    }
    assert ours == {"__init__", "__main__"}, "compiled before the app can say that nothing is"
    assert outside(report, place) == []


def test_a_kept_session_leaves_ciphertext_alone(
    place: Place, display: str, registry: RegistryProcess
) -> None:
    report, changed = whole_session("on", place, display, registry.address)
    assert {name.partition("/vault")[0] for name in changed} == {"home"}
    assert outside(report, place) == []
    vault = place.root / "home" / "vault"
    content = b"".join(path.read_bytes() for path in vault.rglob("*") if path.is_file())
    assert len(content) > 4096
    secrets = report["secrets"]
    markers = [
        *NAMES,
        "IMG_secret",
        secrets["words"],
        secrets["case"],
        secrets["passphrase"],
        "SQLite format",
    ]
    markers += [
        registry.url,
        registry.root_key_id,
        "Takedown registry",
        " ".join(secrets["words"].split()[:2]),
    ]
    for marker in markers:
        for form in (marker, marker.upper(), marker.replace(" ", "")):
            assert form.encode() not in content, marker
            assert form.encode("utf-16-le") not in content, marker
    assert len(set(content)) == 256, "ciphertext has every byte"


def test_a_crash_leaves_no_core(place: Place, display: str, registry: RegistryProcess) -> None:
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        pytest.skip("this system allows no core files at all, so their absence would prove nothing")
    before = files_in(place)
    status, printed = session("crash", place, display, registry.address)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGSEGV, printed
    assert not os.WCOREDUMP(status)
    after = files_in(place)
    changed = {name for name in after if before.get(name) != after[name] and (place.root / name).is_file()}
    assert changed == set()
