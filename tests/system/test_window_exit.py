"""Quick exit where it matters: with everything at work. tests/benchmarks/quick_exit.py prints more rounds."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from pathlib import Path

from PySide6.QtWidgets import QApplication

from support.quick_exit import leave_at_work, make_files

AIM_MS = 200.0
FILES = 1000


def test_quick_exit_hides_and_drops_in_time_while_a_thousand_files_are_hashed(
    qapp: QApplication, tmp_path: Path
) -> None:
    qapp.setStyle("Fusion")
    folder = make_files(tmp_path / "files", FILES)
    times = []
    # Once more only if a computer that is busy with other tests took too long.
    while len(times) < 2 and not any(max(one.hidden, one.dropped) <= AIM_MS for one in times):
        one = leave_at_work(qapp, folder, FILES, tmp_path / f"kept{len(times)}")
        times.append(one)
        print(f"quick exit: hidden {one.hidden:.1f} ms, keys dropped {one.dropped:.1f} ms after the last key")
        assert 0 < one.done < one.total, "it must be at work"
    assert min(max(one.hidden, one.dropped) for one in times) <= AIM_MS
