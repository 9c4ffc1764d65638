"""The real worker, except that it probes instead of hashing. Started by `test_escape` only.

Everything is imported as in `stillmark.worker`; fork, descriptors, limits, lock and wire are the real ones.
The "picture" says which probes to run, one after another, or which act.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import BinaryIO

from hostile.acts import ACTS
from hostile.kernel_probes import PROBES
from hostile.probes import Facts
from stillmark.domain.strict_message import encode_object
from stillmark.isolation import alone, lock, wire, zygote


def work(picture: BinaryIO, say: Callable[[bytes], None]) -> bytes:
    order = json.loads(picture.read())
    if "act" in order:
        return ACTS[order["act"]](say)
    facts = Facts(**order["facts"])
    return encode_object({"ends": [[name, *_end_of(name, facts)] for name in order["probes"]]})


def _end_of(name: str, facts: Facts) -> tuple[bool, str]:
    try:
        return True, repr(PROBES[name](facts))[:200]
    except (OSError, MemoryError) as refusal:
        return False, f"{type(refusal).__name__}: {refusal}"


def main() -> None:
    if sys.argv[-2:-1] == [wire.ONE_PICTURE]:
        # Without what decodes, which none of the probes needs and which takes a while to import.
        alone.serve_one(sys.argv[-1], work)
    from takedown_hashing import engine, video

    engine.preload()
    video.preload()
    if "--unlocked" in sys.argv:
        # The control: everything else as it is, to show that the probes find what there is to find.
        lock.lock = lambda **_: None
        os.closerange = lambda low, high: None
    zygote.serve(work)


if __name__ == "__main__":
    main()
