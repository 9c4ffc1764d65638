"""Writes what is in the frozen app: sbom.cdx.json (CycloneDX 1.5) and the folder of licences and notices.

    python inventory.py FROZEN_FOLDER PYINSTALLER_WORK_FOLDER OUTPUT_FOLDER

Run by packaging/build-app.sh with the interpreter of the build environment, which knows the packages. The
same input gives the same bytes. `check_sbom.py` compares the list with a folder, and needs nothing of this.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import uuid
from importlib import metadata
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
COMMON = Path("/usr/share/common-licenses")
_NOTICE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)


def main(frozen: Path, work: Path, out: Path) -> int:
    """Write both; 0, or a word on what nobody knows the licence of."""
    folder = out / "notices"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copyfile(HERE / "notices.txt", folder / "README.txt")
    for text in ("LGPL-3", "GPL-3"):
        shutil.copyfile(COMMON / text, folder / text)
    sources = _sources(work)
    packages = {name: _package(name, folder) for name in _shipped(sources)}
    debian: dict[str, dict[str, Any]] = {}
    files = []
    known = tomllib.loads((HERE / "libraries.toml").read_text("utf-8"))
    for path in sorted(frozen.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.read_bytes()[:4] != b"\x7fELF":
            continue
        name = path.relative_to(frozen).as_posix()
        files.append(
            _file(path, name, sources.get(name.removeprefix("_internal/"), ""), known, debian, folder)
        )
    components = [*packages.values(), *debian.values(), *files]
    content = json.dumps(components, sort_keys=True)
    stillmark = packages["stillmark"]
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime(
                "%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))
            ),
            "component": {
                "type": "application",
                "bom-ref": "app",
                **{key: stillmark[key] for key in ("name", "version", "licenses")},
            },
        },
        "components": components,
    }
    (out / "sbom.cdx.json").write_text(json.dumps(bom, indent=1) + "\n", "utf-8")
    print(
        f"{len(packages)} Python packages, {len(debian)} Debian packages, {len(files)} programs and libraries"
    )
    return 0


def _sources(work: Path) -> dict[str, str]:
    """Return where each module and file of the app came from, as PyInstaller wrote it down."""
    found = {}
    for toc in (work / "PYZ-00.toc", work / "COLLECT-00.toc"):
        for item in ast.literal_eval(toc.read_text("utf-8")):
            for entry in item if isinstance(item, list) else ():
                if isinstance(entry, tuple) and len(entry) >= 3 and isinstance(entry[1], str):
                    found[entry[0]] = entry[1]
    return found


def _shipped(sources: dict[str, str]) -> list[str]:
    """Return the names of the distributions that any of these files belongs to."""
    owners = {}
    for distribution in metadata.distributions():
        for file in distribution.files or ():
            owners[str(Path(str(distribution.locate_file(file))).resolve())] = distribution.metadata["Name"]
    names = {owners.get(str(Path(source).resolve())) for source in sources.values() if source}
    # Its starter and its way of importing are in the app.
    return sorted({name for name in names if name} | {"pyinstaller"}, key=str.lower)


def _package(name: str, folder: Path) -> dict[str, Any]:
    distribution = metadata.distribution(name)
    facts = distribution.metadata
    place = folder / f"{facts['Name']}-{distribution.version}"
    for file in distribution.files or ():
        said = _NOTICE.search(file.name) and file.suffix not in {".py", ".pyc"}
        # What was compiled into a library, its makers list in lists of their own.
        if ".dist-info" in str(file) and (said or "sboms" in file.parts):
            source = Path(str(distribution.locate_file(file)))
            target = place / "_".join(file.parts[1:])
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    licence = facts.get("License-Expression") or (facts.get("License") or "").partition("\n")[0]
    if not licence:
        classified = [line for line in facts.get_all("Classifier") or () if line.startswith("License ::")]
        licence = classified[0].rpartition(":: ")[2] if classified else ""
    if not licence and not place.exists():
        sys.exit(f"nobody says under which licence {name} is")
    identity = re.sub(r"[-_.]+", "-", facts["Name"]).lower()
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{identity}@{distribution.version}",
        "name": facts["Name"],
        "version": distribution.version,
        "purl": f"pkg:pypi/{identity}@{distribution.version}",
        "licenses": [{"license": {"name": licence or f"see notices/{place.name}"}}],
    }


def _file(
    path: Path, name: str, source: str, known: dict[str, Any], debian: dict[str, dict[str, Any]], folder: Path
) -> dict[str, Any]:
    """Describe one program or library of the folder: its bytes, whose it is, under what licence."""
    entry: dict[str, Any] = {
        "type": "file",
        "bom-ref": f"file:{name}",
        "name": name,
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}],
    }
    if name == "stillmark":
        entry["licenses"] = [
            {"license": {"name": "GPL-2.0-or-later WITH Bootloader-exception, and Apache-2.0"}}
        ]
        return entry
    if source.startswith(("/usr/", "/lib/")):
        package = _of_debian(source, debian, folder)
        return entry | {
            "licenses": [{"license": {"name": f"see notices/{package['name']}"}}],
            "properties": [{"name": "stillmark:from", "value": package["bom-ref"]}],
        }
    stem = path.name.removeprefix("lib")
    if not path.name.startswith("lib"):
        owner = name.removeprefix("_internal/").partition("/")[0].partition(".")[0]
        return entry | {
            "licenses": [{"license": {"name": f"as the Python package of {owner}"}}],
        }
    for row in known.values():
        if any(stem.startswith(beginning) for beginning in row["names"]):
            return entry | {
                "licenses": [{"license": {"name": row["licence"]}}],
                "description": row["project"],
                "externalReferences": [{"type": "vcs", "url": row["source"]}],
            }
    sys.exit(f"{name}: not in libraries.toml")


def _of_debian(source: str, debian: dict[str, dict[str, Any]], folder: Path) -> dict[str, Any]:
    """Return, and remember, the Debian package that a file of the system belongs to."""
    real = str(Path(source).resolve())
    for path in (source, real, real.removeprefix("/usr")):
        told = subprocess.run(["dpkg-query", "-S", path], capture_output=True, text=True, check=False)  # noqa: S607
        if told.returncode == 0:
            name = told.stdout.partition(": ")[0].partition(":")[0].partition(",")[0]
            break
    else:
        sys.exit(f"{source}: of no Debian package")
    if name not in debian:
        version = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Version}", name],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        (folder / name).mkdir()
        shutil.copyfile(Path("/usr/share/doc") / name / "copyright", folder / name / "copyright")
        purl = f"pkg:deb/debian/{name}@{version}"
        debian[name] = {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            "licenses": [{"license": {"name": f"see notices/{name}"}}],
        }
    return debian[name]


if __name__ == "__main__":
    sys.exit(main(*(Path(argument) for argument in sys.argv[1:4])))
