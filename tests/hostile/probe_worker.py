"""The real worker, except that it probes instead of hashing. Started by `test_escape` only.

Everything is imported as in `stillmark.worker`; fork, descriptors, limits, lock and wire are the real ones.
The "picture" says which probe to run, or which act.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import BinaryIO

from hostile.acts import ACTS
from hostile.probes import PROBES, Facts
from stillmark.domain.strict_message import encode_object
from stillmark.isolation import lock, zygote
from takedown_hashing import engine, video


def work(picture: BinaryIO, say: Callable[[bytes], None]) -> bytes:
    order = json.loads(picture.read())
    if "act" in order:
        return ACTS[order["act"]](say)
    try:
        got = PROBES[order["probe"]](Facts(**order["facts"]))
    except (OSError, MemoryError) as refusal:
        return encode_object({"escaped": False, "how": f"{type(refusal).__name__}: {refusal}"})
    return encode_object({"escaped": True, "how": repr(got)[:200]})


def main() -> None:
    engine.preload()
    video.preload()
    if "--unlocked" in sys.argv:
        # The control: everything else as it is, to show that the probes find what there is to find.
        lock.lock = lambda **_: None
        os.closerange = lambda low, high: None
    zygote.serve(work)


if __name__ == "__main__":
    main()
