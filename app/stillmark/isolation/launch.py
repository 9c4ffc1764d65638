"""Starting the picture worker's zygote, talking to it, and ending it. Runs in the app."""

from __future__ import annotations

import array
import contextlib
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

import stillmark
from stillmark.domain.shape import Shape
from stillmark.isolation import wire

START_SECONDS: Final = 60.0
"""A zygote imports numpy and the decoders in about 0.3 s; a cold, slow disk may take many times that."""

SEND_SECONDS: Final = 5.0
"""A zygote that has not taken a request after this long is ill."""

END_SECONDS: Final = 2.0
"""A process that has been sent SIGKILL is waited for this long; one stuck in the kernel is left to it."""

REHEARSALS: Final = 8
"""Shapes of pictures that a zygote prepares for; a phone's pictures have two or three."""

SHAPES: Final = 256
"""Shapes that are remembered until they come a second time."""

_PASSED_ON: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")

_BOOT: Final = (
    "import sys; root = sys.argv.pop(1); root in sys.path or sys.path.insert(0, root); "
    "from stillmark.__main__ import main; sys.exit(main())"
)


TRIES: Final = 2
"""How often a worker is started for one picture, or a picture is tried when the zygote dies under it."""


class WorkerGone(Exception):
    """The worker died, or does not take or report work; another one has to be started."""


class Closed(Exception):
    """Nothing is started any more."""


def worker_command() -> list[str]:
    """Return the command that starts a worker with the interpreter and the package of this process.

    - `-I`: no PYTHON* variable, no user packages and no current folder on the path, so that nothing lying
      about can be imported into the worker.
    - `-B`: writes no byte code, so the worker leaves no trace.
    - `-c` with the package's folder as an argument: under `-I` a checkout that this process found through
      PYTHONPATH would not be found; named explicitly, an installed wheel, an editable install and a
      checkout all give the worker exactly the code that the app runs.

    A frozen app is its own interpreter and gets only `--worker`.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker"]
    root = Path(stillmark.__file__).resolve().parent.parent
    return [sys.executable, "-I", "-B", "-c", _BOOT, str(root), "--worker"]


def worker_environment() -> dict[str, str]:
    """Return the whole environment of the worker; no name, home folder, display or proxy is in it.

    - one thread for every numerical library: a fork copies only the thread that calls it, and locks held
      by others would stay locked for ever.
    - `LC_ALL` C.UTF-8: the person's language reaches no decoder and no message.
    - the library path, where there is one, and on Windows the folder of the system: without it the
      interpreter itself may not load.
    """
    environment = {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "NUMEXPR_NUM_THREADS": "1",
        "VECLIB_MAXIMUM_THREADS": "1",
        "LC_ALL": "C.UTF-8",
    }
    return environment | {name: os.environ[name] for name in _PASSED_ON if name in os.environ}


class WorkerProcess:
    """One zygote, running or about to.

    Attributes:
        pid: its process number.
    """

    def __init__(self) -> None:
        """Start it; returns at once, see `wait_until_ready`.

        Why it is started like this:

        - descriptor 0 is the control socket: the zygote ends when the app closes it or dies, since nobody
          else holds the other end. (`PR_SET_PDEATHSIG` would fire when the *thread* that started it ends.)
        - stdout and stderr are /dev/null: decoders write warnings about what they see.
        - close_fds: nothing else that the app has open (vault, sockets, pictures) gets there.
        - a session of its own: Ctrl-C in a terminal and the closing of the terminal are the app's business,
          and the worker has no terminal that it could type into.
        - folder `/`: it keeps no folder busy and finds nothing by a relative name.

        Raises:
            WorkerGone: it could not be started.
        """
        self._sending = threading.Lock()
        self._waiting = threading.Lock()
        self._ready = False
        self._failed = False
        self._seen: set[Shape] = set()
        self._rehearsed: set[Shape] = set()
        try:
            self._control, theirs = wire.socket_pair()
        except OSError as problem:
            raise WorkerGone("no descriptors left") from problem
        try:
            self._process = subprocess.Popen(
                worker_command(),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                close_fds=True,
                start_new_session=True,
                cwd="/",
                env=worker_environment(),
            )
        except OSError as problem:
            self._control.close()
            raise WorkerGone("cannot be started") from problem
        finally:
            theirs.close()
        self.pid = self._process.pid

    def wait_until_ready(self) -> None:
        """Wait until it has imported everything; at most `START_SECONDS`, and at once from then on.

        Raises:
            WorkerGone: it ended or was killed before, or was not ready in time.
        """
        with self._waiting:
            if self._ready:
                return
            if self._failed:
                raise WorkerGone("did not become ready")
            try:
                self._control.settimeout(START_SECONDS)
                self._ready = self._control.recv(len(wire.HELLO), socket.MSG_WAITALL) == wire.HELLO
                self._control.settimeout(SEND_SECONDS)
            except OSError as problem:
                raise WorkerGone("not ready in time") from problem
            finally:
                self._failed = not self._ready
            if self._failed:
                raise WorkerGone("ended before it was ready")

    def submit(self, request: wire.Request, descriptors: tuple[int, int, int]) -> None:
        """Ask for one child; the zygote gets copies of the descriptors (picture, reply pipe, channel).

        Raises:
            WorkerGone: it does not take the request.
        """
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
        try:
            with self._sending:
                sent = self._control.sendmsg([request.pack()], rights)
        except OSError as problem:
            raise WorkerGone("takes no request") from problem
        if sent != wire.REQUEST_BYTES:
            raise WorkerGone("took half a request")

    def saw(self, shape: Shape) -> None:
        """Note the shape of a picture that was hashed; the second of its kind makes the zygote rehearse it.

        What a zygote rehearses is bounded: `REHEARSALS` shapes, as many as its caches hold. It is not told
        whether that worked: at worst, pictures of this shape take a few milliseconds longer.
        """
        with self._sending:
            if len(self._rehearsed) >= REHEARSALS or shape in self._rehearsed:
                return
            if shape not in self._seen:
                if len(self._seen) >= SHAPES:
                    self._seen.clear()
                self._seen.add(shape)
                return
            self._rehearsed.add(shape)
            # One that takes no record any more is noticed at the next picture.
            with contextlib.suppress(OSError):
                self._control.send(wire.Rehearsal(shape).pack())

    def dead(self) -> bool:
        """Return whether it has ended."""
        return self._process.poll() is not None

    def kill(self) -> None:
        """End it and, through the kernel, its children; harmless if repeated."""
        self._process.kill()
        # Wakes whoever waits for it, even if it is stuck in the kernel; closed when nobody uses it any more.
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        with self._waiting, self._sending:
            self._control.close()
