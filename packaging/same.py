"""Holds the frozen app against the source: the same fingerprints of every kind of file, the same pages drawn.

    .venv/bin/python packaging/same.py FOLDER/stillmark

The files are those that the hostile tests start from: every format of picture and video that can be opened,
and what is neither. What was left out of the frozen app must change nothing of either.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests")]

from hostile import sources  # noqa: E402 - the checkout comes first

SCREENS = ("danger", "choose", "keep", "follow")


def told(command: list[str], files: Path) -> dict[str, object]:
    """Return what a program says of each file."""
    done = subprocess.run(
        [*command, "hash", "--json", str(files)],
        capture_output=True,
        text=True,
        check=False,
        env=_environment(),
    )
    if done.returncode not in (0, 1):  # 1: some files were refused, as they should be
        sys.exit(done.stderr)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {str(line.get("path") or line.get("file") or number): line for number, line in enumerate(lines)}


def drawn(command: list[str], out: Path) -> dict[str, str]:
    """Return the SHA-256 of the picture of each page."""
    arguments = ["gallery", "--out", str(out), "--screens", *SCREENS, "--themes", "light", "--scales", "100"]
    subprocess.run([*command, *arguments], check=True, capture_output=True, env=_environment())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.glob("*.png")}


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "app"), "QT_QPA_PLATFORM": "offscreen"}


def main(folder: str) -> int:
    """Compare and print; 1 if anything differs."""
    programs = ([sys.executable, "-m", "stillmark"], [str(Path(folder).resolve() / "stillmark")])
    with tempfile.TemporaryDirectory() as name:
        files = Path(name) / "files"
        files.mkdir()
        for kind in (sources.pictures, sources.videos, sources.strangers):
            for called, data in kind().items():
                (files / called.replace("/", "_")).write_bytes(data)
        source, frozen = (told(command, files) for command in programs)
        pages = [drawn(command, Path(name) / str(number)) for number, command in enumerate(programs)]
    differing = [one for one in source.keys() | frozen.keys() if source.get(one) != frozen.get(one)]
    other = [page for page in pages[0].keys() | pages[1].keys() if pages[0].get(page) != pages[1].get(page)]
    for one in (*differing, *other):
        print(f"not the same: {one}")
    hashed = sum(
        "hashes" in line or "fingerprints" in line for line in source.values() if isinstance(line, dict)
    )
    print(f"{len(source)} files, {hashed} of them fingerprinted, {len(differing)} told otherwise")
    print(f"{len(pages[0])} pages drawn, {len(other)} drawn otherwise")
    return 1 if differing or other or not hashed or not pages[0] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
