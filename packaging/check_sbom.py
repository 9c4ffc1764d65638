"""Compares a folder with its list: every program and library is listed, with its bytes, and nothing else is.

    python3 check_sbom.py sbom.cdx.json FOLDER

Needs nothing but Python. Looks at the first four bytes of every file, not at its name.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

MAGIC = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""What programs and libraries begin with: on Linux, on Windows, on macOS."""


def differences(listed: dict[str, str], folder: Path) -> list[str]:
    """Return what does not agree between the names and SHA-256 that are listed and the folder, in words."""
    there = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        data = path.read_bytes()
        if data.startswith(MAGIC):
            there[path.relative_to(folder).as_posix()] = hashlib.sha256(data).hexdigest()
    found = [f"not listed: {name}" for name in there.keys() - listed.keys()]
    found += [f"not there: {name}" for name in listed.keys() - there.keys()]
    found += [f"other bytes: {name}" for name in there.keys() & listed.keys() if there[name] != listed[name]]
    return sorted(found)


def main(sbom: str, folder: str) -> int:
    """Print what does not agree; 1 if anything does not, or a component has no licence."""
    components = json.loads(Path(sbom).read_text("utf-8"))["components"]
    listed = {each["name"]: each["hashes"][0]["content"] for each in components if each["type"] == "file"}
    found = differences(listed, Path(folder))
    found += [f"no licence: {each['name']}" for each in components if not each.get("licenses")]
    print(
        "\n".join(found)
        if found
        else f"{len(listed)} programs and libraries, all listed; {len(components)} components"
    )
    return 1 if found or not listed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
