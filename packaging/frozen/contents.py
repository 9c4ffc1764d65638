"""What the frozen app holds beyond what its imports say, and what it does without. Read by the spec and by
a test."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import PurePosixPath

Entry = tuple[str, str, str]
"""PyInstaller's own: name in the folder, file it comes from, kind."""

HIDDEN_IMPORTS = (
    "takedown_registry.__main__",  # practice mode, started as a process
    "sqlalchemy.dialects.sqlite.pysqlite",  # named in a URL
)

EXCLUDED_MODULES = (
    "scipy",  # imagehash wants them only for hashes that are not used
    "pywt",
    "psycopg",  # PostgreSQL and migrations: for those who run a registry, from the wheel
    "psycopg_binary",
    "alembic",
    "mako",
    "threatexchange",
    "PySide6.QtNetwork",
    "av.datasets",  # downloads examples
    "opentelemetry.sdk",  # would report to whatever address the environment names
    "opentelemetry.exporter",
    "tkinter",
    "PIL.ImageQt",
    "PIL.ImageTk",
    "PIL.ImageGrab",
    "IPython",
    "setuptools",
    "pip",
    "pkg_resources",
    "pygments",
    "numpy.f2py",
    "numpy.testing",
    "pydoc",
    "doctest",
)

WITH_METADATA = ("stillmark", "PySide6-Essentials", "Pillow", "pillow-heif", "av", "numpy", "imagehash")
"""Packages whose version is asked for at run time: by `doctor`, and by the search for new versions."""

UNWANTED_SCRIPTS = ("pyi_rth_pyside6", "pyi_rth_multiprocessing", "pyi_rth_setuptools", "pyi_rth_pkgres")

PLUGINS = (
    "platforms/libqxcb.so",
    "platforms/libqwayland.so",
    "platforms/libqoffscreen.so",
    "platforminputcontexts/libibusplatforminputcontextplugin.so",  # Korean; Fcitx 5 speaks this too
    "platforminputcontexts/libcomposeplatforminputcontextplugin.so",
    "platformthemes/libqxdgdesktopportal.so",  # light or dark, as the desktop has it
    "wayland-shell-integration/libxdg-shell.so",
    "wayland-decoration-client/libbradient.so",
)
"""Of Qt's plugins on Linux. No image format: the window draws its icon itself and opens no picture."""

_QT = "PySide6/Qt/"
_SYSTEM = re.compile(r"^/(usr/)?lib(64)?/")


def wants_data(name: str) -> bool:
    """Whether a data file is needed at run time: no Qt translations (ours say all), no types, no headers.

    Nor what an installation writes about itself, with the folders of the computer that it was built on.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    return not (
        str(path).startswith(_QT)
        or path.parts[:2] == ("PySide6", "translations")  # where it is on Windows
        or path.suffix in {".pyi", ".pxd", ".pyx", ".h"}
        or path.name in {"py.typed", "RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}
        or "__pycache__" in path.parts
    )


def wanted_binaries(entries: Iterable[Entry]) -> list[Entry]:
    """Return the libraries to ship: what our parts need, without plugins, and without what the system brings.

    Python's own libraries come along (OpenSSL, SQLite, expat, ...), for another system may have others.
    What Qt expects of every desktop does not (X11, fontconfig, glib, ...): it must fit the desktop.
    """
    if sys.platform != "linux":  # what the system brings is known to PyInstaller there
        return list(entries)
    kept = {entry[0]: entry for entry in entries if _is_candidate(entry[0])}
    files = {name: source for name, source, kind in kept.values() if kind != "SYMLINK"}
    called: dict[str, list[str]] = {}
    for name in files:
        called.setdefault(PurePosixPath(name).name, []).append(name)
    ahead = [name for name, source in files.items() if _is_root(name, source)]
    reached: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name in reached:
            continue
        reached.add(name)
        may_use_system = _is_python(name) or _of_system(files[name])
        for found in (one for needed in _needed(files[name]) for one in called.get(needed, ())):
            if may_use_system or not _of_system(files[found]):
                ahead.append(found)
    return [
        (name, source, kind)
        for name, source, kind in kept.values()
        if (str(PurePosixPath(name).parent / source) if kind == "SYMLINK" else name) in reached
    ]


def _is_candidate(name: str) -> bool:
    base = PurePosixPath(name).name
    if base.startswith(
        ("libstdc++.so", "libgcc_s.so")
    ):  # older than the system's they would break its drivers
        return False
    return not name.startswith(_QT + "plugins/") or name.removeprefix(_QT + "plugins/") in PLUGINS


def _is_root(name: str, source: str) -> bool:
    """Extension modules and plugins are loaded by name; libraries only because something needs them."""
    is_library = name.startswith(_QT + "lib/") or ".libs/" in name or _of_system(source)
    return _is_python(name) or not is_library


def _of_system(source: str) -> bool:
    return bool(_SYSTEM.match(source))


def _is_python(name: str) -> bool:
    return "lib-dynload/" in name or PurePosixPath(name).name.startswith("libpython")


@cache
def _needed(file: str) -> tuple[str, ...]:
    """Names of the libraries that an ELF file says it needs."""
    told = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=False).stdout  # noqa: S607
    return tuple(re.findall(r"^\s+NEEDED\s+(\S+)", told, re.MULTILINE))
