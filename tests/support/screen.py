"""An X screen of one's own (Xvfb), for what has to be seen in a real window."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def own_screen() -> Iterator[str | None]:
    """Give the name of a new display, such as `:7`, while it is there; None where Xvfb is not."""
    server = shutil.which("Xvfb")
    if server is None:
        yield None
        return
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [server, "-displayfd", str(writing), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            display = f":{pipe.readline().strip()}"
        yield display
    finally:
        process.terminate()
        process.wait()
