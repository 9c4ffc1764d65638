"""Looks every locked package up in a copy of the public advisories: pip-audit, answered from a folder.

    python packaging/audit.py ADVISORIES_FOLDER

ADVISORIES_FOLDER holds records in OSV form (ossf.github.io/osv-schema), .yaml or .json, such as a checkout of
PyPA's advisory database. Nobody outside learns what was asked, and the same folder gives the same answer.
Needs pip-audit and PyYAML. First, two old packages with well-known holes must be found in that folder.
What holds for other systems and Pythons alone is looked up too, which pip-audit by itself leaves out.
Ends with 0 (nothing found), 1 (something found), 2 (the folder does not tell).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

HERE = Path(__file__).parent
LOCKS = ("requirements.lock", "requirements-test.lock", "frozen/build-requirements.lock")
KNOWN = ("pillow==9.0.0", "requests==2.19.0")
"""CVE-2022-22817 and CVE-2018-18074: a folder in which these are not found tells nothing of others."""

PINNED = re.compile(r"^\S+==[^\s;]+", re.MULTILINE)
Record = dict[str, Any]


def main(folder: Path) -> int:
    """Look all locks up; the exit status."""
    records = read(folder)
    today = time.strftime("%Y-%m-%d")
    days = {str(each.get("modified", ""))[:10] for every in records.values() for each in every}
    newest = max((day for day in days if day <= today), default="no day")
    print(f"{sum(map(len, records.values()))} records, the newest of {newest}", flush=True)
    for known in KNOWN:
        if not audit(f"{known} --hash=sha256:{'0' * 64}\n", records):
            print(f"{known} was not found: these advisories are not whole", file=sys.stderr)
            return 2
    any_found = False
    for lock in LOCKS:
        asked = list(parts((HERE / lock).read_text("utf-8")))
        found = [line for part in asked for line in audit(part, records)]
        print(f"{lock}: {sum(len(PINNED.findall(part)) for part in asked)} looked up, {len(found)} found")
        print("".join(f"  {line}\n" for line in found), end="", flush=True)
        any_found |= bool(found)
    return int(any_found)


def read(folder: Path) -> dict[str, list[Record]]:
    """Return the records about PyPI's packages, by normalised name."""
    records = defaultdict(list)
    # All as text: a version 1.10 is no number, and pip-audit reads days itself.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.json")]):
        text = path.read_text("utf-8")
        record = json.loads(text) if path.suffix == ".json" else yaml.load(text, loader)  # noqa: S506, text only
        affected = record.get("affected", ()) if isinstance(record, dict) else ()
        for name in {_name(each) for each in affected if _name(each)}:
            records[name].append(record)
    return records


def matching(records: dict[str, list[Record]], name: str, version: str) -> list[Record]:
    """Return the records that hold for a version, as the OSV schema says to find them."""
    return [
        record
        for record in records.get(canonicalize_name(name), ())
        if any(
            _name(each) == canonicalize_name(name) and _holds(each, version) for each in record["affected"]
        )
    ]


def parts(lock: str) -> Iterator[str]:
    """Cut a lock into lists without conditions that name no package twice, one version of it in each."""
    entries = re.findall(r"^\S+==\S+.*(?:\n +--hash.*)*", lock, re.MULTILINE)
    while entries:
        part: dict[str, str] = {}
        later = []
        for entry in entries:
            name = entry.partition("==")[0]
            if name in part:
                later.append(entry)
            else:
                part[name] = re.sub(r" ;[^\\\n]*", " ", entry)
        yield "\n".join(part.values()) + "\n"
        entries = later


def audit(asked: str, records: dict[str, list[Record]]) -> list[str]:
    """Run pip-audit over a list of packages; return what it found, a line each.

    Raises CalledProcessError, or ValueError if it did not look every one of them up.
    """

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = matching(records, query["package"]["name"], query["version"])
            body = json.dumps({"vulns": found} if found else {}, default=str).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server, tempfile.TemporaryDirectory() as work:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        file, told = Path(work, "asked.txt"), Path(work, "told.json")
        file.write_text(asked, "utf-8")
        run = subprocess.run(
            [
                *(sys.executable, "-m", "pip_audit", "--strict", "--require-hashes", "--disable-pip"),
                *("--progress-spinner", "off", "--format", "json", "--output", str(told)),
                *("--vulnerability-service", "osv", "--osv-url", f"http://127.0.0.1:{server.server_port}"),
                *("--requirement", str(file)),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        server.shutdown()
        if not told.exists():  # it ends with 1 then, as with a finding
            raise ValueError(f"pip-audit did not look: {run.stderr}")
        looked = json.loads(told.read_text("utf-8"))["dependencies"]
    if {f"{each['name']}=={each.get('version')}" for each in looked} != set(PINNED.findall(asked)):
        raise ValueError("pip-audit looked up other packages than it was asked")
    return [
        f"{each['name']} {each['version']}: {' '.join([hole['id'], *hole['aliases']])}, mended in "
        f"{' '.join(hole['fix_versions']) or 'no version'}: {hole['description'][:150]}"
        for each in looked
        for hole in each["vulns"]
    ]


def _name(affected: Record) -> str:
    package = affected.get("package", {})
    return canonicalize_name(package["name"]) if package.get("ecosystem") == "PyPI" else ""


def _holds(affected: Record, version: str) -> bool:
    """Whether one `affected` entry holds: a version listed, or within a range of versions."""
    asked = Version(version)
    if any(_version(each) == asked for each in affected.get("versions", ())):
        return True
    for span in affected.get("ranges", ()):
        if span["type"] != "ECOSYSTEM":
            continue
        inside = False
        for kind, at in sorted(
            ((kind, _version(str(at))) for event in span["events"] for kind, at in event.items()),
            key=lambda pair: (pair[1], pair[0] != "introduced"),
        ):
            if kind == "introduced" and asked >= at:
                inside = True
            elif (kind == "fixed" and asked >= at) or (kind == "last_affected" and asked > at):
                inside = False
        if inside:
            return True
    return False


def _version(text: str) -> Version:
    try:
        return Version(str(text))
    except InvalidVersion:
        return Version("0")  # no released package has it


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
