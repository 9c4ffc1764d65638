"""The end of the app's process: windows before Qt, nothing said, code 0, whatever is still being done.

One end in continuous integration; `STILLMARK_FULL=1 pytest tests/system/test_end.py -s` takes 100, three at a
time, on the screen that DISPLAY names or off the screen.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).parents[1]
ENDS = 100 if os.environ.get("STILLMARK_FULL") else 1


def end(tmp_path: Path, milliseconds: int) -> tuple[int, list[str], str]:
    """Run one short session; return its exit code, what was taken apart in which order, and what it said."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "DISPLAY") if name in os.environ}
    if "DISPLAY" not in kept:
        kept["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run(
        [sys.executable, str(TESTS / "support" / "short_session.py"), str(milliseconds)],
        env=kept | {"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "MALLOC_PERTURB_": "165"},
        cwd=TESTS.parent / "app",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = done.stderr.replace("This plugin does not support propagateSizeHints()\n", "")
    return done.returncode, done.stdout.split(), said


def test_the_process_ends_in_order_with_threads_still_at_work(tmp_path: Path) -> None:
    chance = random.Random(5)
    with ThreadPoolExecutor(3) as pool:
        ends = list(pool.map(lambda _: end(tmp_path, chance.randrange(1200)), range(ENDS)))
    died = [one for one in ends if one[0] < 0]
    print(f"{len(died)} of {len(ends)} ends of the process were crashes")
    for code, order, said in ends:
        assert (code, said) == (0, "")
        assert order == ["window", "application", "ended"]
    assert list(tmp_path.iterdir()) == []
