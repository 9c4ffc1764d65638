"""`takedown-registry practice`: a registry and a platform that exist for one rehearsal and then are gone.

The app starts this as a child process and holds its standard input: when that ends, for whatever reason, so
does the practice, and its folder is removed.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from takedown_registry.accounts import add_platform
from takedown_registry.database import Database
from takedown_registry.keys import KeyRing
from takedown_registry.server import (
    Housekeeper,
    Server,
    end_in_order,
    housekeep,
    listen,
    open_registry,
    url_of,
)
from takedown_registry.settings import Settings

PLATFORM_NAME: Final = "Practice platform"
SETTINGS: Final = Settings(
    name="Practice registry", operator="This computer, for practice only", puzzle_bits=3
)
"""The puzzle is there and small: what is not solved would be shown to the platform a day later."""


def practise(port: int, uploads: Sequence[Path]) -> None:
    """Serve a practice registry on this computer until standard input ends or SIGTERM comes.

    Args:
        port: 0 for any free one.
        uploads: pictures of which edited copies "turn up" on the practice platform.

    Raises:
        OSError: an upload cannot be read, or the port cannot be used.
    """
    # Only here: a registry that is not practising needs no picture code.
    from takedown_registry.platform.practice import PracticePlatform

    end_in_order()
    with tempfile.TemporaryDirectory(prefix="takedown-practice-") as folder:  # made with mode 0700
        data = Path(folder)
        now = int(time.time())
        KeyRing.create_or_open(data, now)
        SETTINGS.save(data)
        database = Database(SETTINGS.database_url(data))
        with database.write() as connection:
            keys = add_platform(connection, PLATFORM_NAME, now)
        database.close()
        registry = open_registry(data)
        housekeep(registry)
        listening = listen("127.0.0.1", port)
        url = url_of(listening)
        server = Server(registry, listening, Housekeeper(registry))
        platform = PracticePlatform(url, keys.subscription_key, keys.as_dict(), uploads)
        platform.start()
        try:
            threading.Thread(target=_stop_with_input, args=(server,), daemon=True).start()
            greeting = {"url": url, "root_key_id": registry.keys.root_id, "platforms": [PLATFORM_NAME]}
            sys.stdout.write(json.dumps(greeting) + "\n")
            sys.stdout.flush()
            server.run()
        finally:
            platform.stop()


def _stop_with_input(server: Server) -> None:
    # Not through sys.stdin: a thread waiting inside it makes the interpreter abort when it ends.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    server.stop()
