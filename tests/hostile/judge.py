"""Puts hostile files before the real app's way in and a real worker, and keeps the score.

The full run (about 5,000 files) is, from the root of the repository:

    PYTHONPATH=app:tests python -m hostile.judge --count 5000 --seed 7

and for files collected elsewhere, each of them copied before it is opened:

    PYTHONPATH=app:tests python -m hostile.judge --folder FOLDER
"""

from __future__ import annotations

import argparse
import os
import shutil
import stat
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from hostile.corpus import Case, cases
from stillmark.domain.media import Hashed, Outcome, RefusalReason, Refused
from stillmark.intake.files import Files
from stillmark.isolation.hasher import IsolatedHasher
from support.processes import children, command, state

SECONDS = 10.0
BYTES = 1 << 30
END_SECONDS = 3.0
MEMBERS = 20
"""So many files of one archive are tried."""


@dataclass(frozen=True)
class Verdict:
    """How one file ended.

    Attributes:
        seconds: on the clock.
        processor: seconds of processor time, which do not depend on what else the computer does.
        peak: most resident memory of its process, in bytes; 0 if it was gone too soon to be seen.
    """

    case: Case
    outcome: Outcome
    seconds: float
    processor: float
    peak: int

    @property
    def word(self) -> str:
        return "hashed" if isinstance(self.outcome, Hashed) else self.outcome.reason.value

    def __str__(self) -> str:
        cost = f"{self.seconds:6.2f} s {self.processor:6.2f} s {self.peak >> 20:5} MiB"
        return f"{self.word:<20} {cost}  {self.case.name!r}"


class _Gauge(threading.Thread):
    """Looks again and again at how much memory the zygote's only child has had at most."""

    def __init__(self, zygote: int) -> None:
        super().__init__(daemon=True)
        self._zygote = zygote
        self._ended = threading.Event()
        self.peak = 0

    def run(self) -> None:
        child = None
        while not self._ended.wait(0.02):
            try:
                if child is None:
                    child = next(iter(children(self._zygote)), None)
                    continue
                for line in Path(f"/proc/{child}/status").read_text().splitlines():
                    if line.startswith("VmHWM"):
                        self.peak = max(self.peak, int(line.split()[1]) * 1024)
            except OSError:
                child = None

    def stop(self) -> int:
        self._ended.set()
        self.join()
        return self.peak


class Judge:
    """One worker, judging one file after another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hasher = IsolatedHasher()
        self._files = Files(unpacker=self._hasher)
        self._hasher.warm_up()
        self.zygote = self._zygotes()[0]

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *_: object) -> None:
        self._hasher.close()

    def judge(self, case: Case) -> Verdict:
        """Make the entry, bring it before the worker, and remove it again."""
        path = Path(os.fsdecode(os.path.join(os.fsencode(self._folder), case.name)))
        case.make(path)
        gauge = _Gauge(self.zygote)
        gauge.start()
        used = self._processor_time()
        # An archive stands for the files in it, of which the first are tried, and ends as the worst of them.
        parts = list(islice(self._files.expand([path]), MEMBERS)) if _is_archive(path) else [path]
        ends = [self._open(part) for part in parts or [path]]
        outcome = min((end for end, _ in ends), key=_goodness)
        seconds = max(seconds for _, seconds in ends)
        peak = gauge.stop()
        self._wait_for_the_end()
        used = self._processor_time() - used
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
        return Verdict(case, outcome, seconds, used, peak)

    def _open(self, path: Path) -> tuple[Outcome, float]:
        begun = time.monotonic()
        opened = self._files.open(path)
        if isinstance(opened, Refused):
            return opened, time.monotonic() - begun
        with opened:
            return self._hasher.hash(opened), time.monotonic() - begun

    def complaints(self, verdict: Verdict) -> list[str]:
        """What is wrong with how it ended, and with what is left."""
        found = []
        # A busy computer may stretch what is work; nothing may stretch by waiting.
        if verdict.processor > SECONDS + 1 or verdict.seconds > SECONDS + 1 + 2 * verdict.processor:
            found.append("took too long")
        if verdict.peak > BYTES:
            found.append("took too much memory")
        if isinstance(verdict.outcome, Refused) and verdict.outcome.reason in (
            RefusalReason.ISOLATION,
            RefusalReason.CANCELLED,
        ):
            found.append(f"refused for a reason that is not its own: {verdict.word}")
        if self._zygotes() != [self.zygote] or state(self.zygote) not in ("S", "R"):
            found.append("the zygote did not survive")
        if left := children(self.zygote):
            found.append(f"left processes: {left}")
        return found

    def descriptors(self) -> list[str]:
        """What the zygote has open, by kind; the same before and after."""
        return sorted(_kind(link) for link in Path(f"/proc/{self.zygote}/fd").iterdir())

    def _wait_for_the_end(self) -> None:
        """An answer does not wait for its process to be taken apart, which frees up to a gigabyte."""
        deadline = time.monotonic() + END_SECONDS
        # Zombies too: their time counts once the zygote has heard of their end.
        everybody = Path(f"/proc/{self.zygote}/task/{self.zygote}/children")
        while everybody.exists() and everybody.read_text() and time.monotonic() < deadline:
            time.sleep(0.002)

    def _processor_time(self) -> float:
        """Of all children that have ended, in seconds."""
        fields = Path(f"/proc/{self.zygote}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")

    def _zygotes(self) -> list[int]:
        return [pid for pid in children(os.getpid()) if "--worker" in command(pid)]


def collected(folder: Path) -> Iterator[Case]:
    """Every file below a folder, under its own name; the family is its ending."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            family = path.suffix.lower() or "no ending"
            yield Case(family, os.fsencode(path.name), partial(shutil.copyfile, path))


def _is_archive(path: Path) -> bool:
    return path.suffix.lower() == ".zip" and path.is_file() and not path.is_symlink()


def _goodness(outcome: Outcome) -> int:
    if isinstance(outcome, Hashed):
        return 2
    return int(
        outcome.reason not in (RefusalReason.ISOLATION, RefusalReason.CANCELLED, RefusalReason.CRASHED)
    )


def _kind(link: Path) -> str:
    return oct(stat.S_IFMT(link.stat().st_mode))


def report(verdicts: Iterable[Verdict]) -> str:
    """Counts per outcome and per family, the slowest and the largest."""
    told = list(verdicts)
    lines = [f"{len(told)} hostile files"]
    words = Counter(one.word for one in told)
    lines.append(", ".join(f"{word} {count}" for word, count in words.most_common()))
    families = Counter((one.case.family, one.word) for one in told)
    for family in sorted({one.case.family for one in told}):
        counts = {word: families[family, word] for word in words if families[family, word]}
        lines.append(f"  {family}: " + ", ".join(f"{word} {count}" for word, count in counts.items()))
    late = [one for one in told if one.processor > SECONDS]
    lines.append(
        f"beyond {SECONDS:.0f} s of processor time: {len(late)}; beyond 1 GiB: "
        f"{sum(one.peak > BYTES for one in told)}"
    )
    lines.append("slowest (on the clock, processor time, most memory):")
    lines += [f"  {one}" for one in sorted(told, key=lambda one: -one.seconds)[:12]]
    lines.append("most memory:")
    lines += [f"  {one}" for one in sorted(told, key=lambda one: -one.peak)[:8]]
    lines.append("crashed:")
    lines += [f"  {one}" for one in told if one.word == RefusalReason.CRASHED]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description="Put hostile files before the worker.")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", help="family")
    parser.add_argument("--folder", type=Path, help="files collected elsewhere, instead of made ones")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="safety-"))
    verdicts, wrong = [], 0
    try:
        with Judge(folder) as judge:
            before = judge.descriptors()
            chosen = collected(options.folder) if options.folder else cases(options.seed, options.count)
            for case in chosen:
                if options.only and not case.family.startswith(options.only):
                    continue
                verdict = judge.judge(case)
                verdicts.append(verdict)
                if options.verbose:
                    print(verdict, flush=True)
                for complaint in judge.complaints(verdict):
                    wrong += 1
                    print(f"{complaint}: {verdict}", flush=True)
            if judge.descriptors() != before:
                wrong += 1
                print("descriptors leaked in the zygote")
    finally:
        shutil.rmtree(folder)
    print(report(verdicts))
    print(f"{wrong} complaints")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
