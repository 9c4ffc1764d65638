"""`stillmark doctor`: how well hostile pictures are shut in on this computer, and all versions."""

from __future__ import annotations

import platform
import sys
from importlib import metadata
from typing import Any, Final

from stillmark.cli.output import Exit, Output
from stillmark.domain.worker_messages import IsolationLevel, IsolationReport
from stillmark.services.ports import IsolationProbe

DECODERS: Final = ("Pillow", "pillow-heif", "av", "numpy", "imagehash")
"""The packages that touch pixels, by the name they are installed under. They are not imported here: nothing
that decodes belongs into this process."""

_MEANING: Final = {
    IsolationLevel.SANDBOX: "each picture is opened in a process that the system refuses files, network, "
    "programs and other processes",
    IsolationLevel.PROCESS: "each picture is opened in a process of its own with limits, but this system has "
    "no fence (Landlock and seccomp) around it: a picture made to attack could do more harm here",
}

_UNTESTED: Final = "Nobody has tested this on this system."
TESTED_ON: Final = ("linux",)
"""Systems on which somebody has tried to break out of a worker."""


def diagnose(isolation: IsolationProbe, output: Output) -> Exit:
    """Lock a worker that gets no picture, and print what holds around it and all versions.

    Raises:
        IsolationFault: no worker could be started or locked; no picture would be opened either.
    """
    report = isolation.level()
    record: dict[str, Any] = {
        "isolation": _of_isolation(report),
        "stillmark": _version("stillmark"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "qt": _version("PySide6-Essentials"),
        "decoders": {name: _version(name) for name in DECODERS},
    }
    versions = [f"{name} {version or 'unknown'}" for name, version in record["decoders"].items()]
    text = "\n".join(
        [
            f"Isolation: {report.level} ({_MEANING[report.level]}).",
            _fences(report),
            f"Python {record['python']}, {record['system']}, Qt {record['qt'] or 'unknown'}",
            ", ".join(versions),
        ]
    )
    output.result(record, text)
    return Exit.OK


def _fences(report: IsolationReport) -> str:
    if sys.platform == "win32":
        return f"Job: {_yes(report.job)}. Lowest integrity: {_yes(report.untrusted)}. {_UNTESTED}"
    if sys.platform == "darwin":
        return f"Seatbelt: {_yes(report.seatbelt)}. {_UNTESTED}"
    return f"Landlock: {report.landlock_abi or 'none'}. System call filter: {_yes(report.seccomp)}."


def _of_isolation(report: IsolationReport) -> dict[str, Any]:
    return {
        "level": report.level.value,
        "landlock_abi": report.landlock_abi,
        "seccomp": report.seccomp,
        "seatbelt": report.seatbelt,
        "job": report.job,
        "untrusted": report.untrusted,
        "no_new_privs": report.no_new_privs,
        "not_dumpable": report.not_dumpable,
        "dies_with_parent": report.dies_with_parent,
        "limits": dict(report.limits),
        "tested": sys.platform in TESTED_ON,
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        # A frozen app may come without the lists of what is in it.
        return None


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"
