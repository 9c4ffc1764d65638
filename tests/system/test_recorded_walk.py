"""The walk by keyboard alone reaches its end; half a minute, so only with `STILLMARK_FULL=1`, on screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("STILLMARK_FULL"), reason="a named command; with STILLMARK_FULL=1")
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="wants Xvfb")
def test_the_whole_job_by_keyboard_alone(tmp_path: Path) -> None:
    paths = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-m", "support.recorded_walk", "--out", str(tmp_path)],
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "18 steps by keys alone, 0 by anything else" in done.stdout
    pictures = sorted(tmp_path.glob("*.png"))
    assert len(pictures) == 18
    assert pictures[-1].stem == "18-taken-back"
