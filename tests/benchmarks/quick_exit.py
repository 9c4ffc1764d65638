"""Quick exit in the real window: from the last of three Shift keys to a hidden window and dropped keys.

    python tests/benchmarks/quick_exit.py [ROUNDS] [FILES]

The keys come from another thread while files are being hashed by the real worker, the store is open at its
real price, and a case is at hand. One line per figure; the aim is 200 ms at most.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests")]
os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "offscreen")

from PySide6.QtWidgets import QApplication

from support.quick_exit import leave_at_work, make_files

AIM_MS = 200.0


def main(rounds: int = 10, files: int = 1000) -> int:
    """Measure and print; 1 if the slowest is beyond the aim."""
    app = QApplication([])
    app.setStyle("Fusion")
    with tempfile.TemporaryDirectory() as name:
        folder = make_files(Path(name) / "files", files)
        times = [leave_at_work(app, folder, files, Path(name) / f"kept{number}") for number in range(rounds)]
    hidden, dropped = [one.hidden for one in times], [one.dropped for one in times]
    print(f"platform {app.platformName()}, {rounds} rounds, {files} files being hashed, store open")
    print(f"window hidden  median {statistics.median(hidden):6.1f} ms, slowest {max(hidden):6.1f} ms")
    print(f"keys dropped   median {statistics.median(dropped):6.1f} ms, slowest {max(dropped):6.1f} ms")
    print(f"aim {AIM_MS:.0f} ms: {'kept' if max(*hidden, *dropped) <= AIM_MS else 'missed'}")
    return 0 if max(*hidden, *dropped) <= AIM_MS else 1


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
