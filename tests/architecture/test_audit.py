"""What `packaging/audit.py` asks pip-audit, and what it lets it find. It is run whole by whoever releases."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parents[2] / "packaging"
AUDIT = runpy.run_path(str(PACKAGING / "audit.py"))

LISTED = """
id: EXAMPLE-1
affected:
- package: {name: Some_Package, ecosystem: PyPI}
  versions: [1.10]
"""
SPANS = {
    "id": "EXAMPLE-2",
    "affected": [
        {
            "package": {"name": "some-package", "ecosystem": "PyPI"},
            "ranges": [
                {"type": "GIT", "events": [{"introduced": "0"}]},
                {
                    "type": "ECOSYSTEM",
                    "events": [{"introduced": "2.0"}, {"fixed": "2.2"}, {"introduced": "3.0"}],
                },
                {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"last_affected": "0.9"}]},
            ],
        },
        {"package": {"name": "some-package", "ecosystem": "npm"}, "versions": ["2.5"]},
        {"package": {"name": "other", "ecosystem": "PyPI"}, "versions": ["2.5"]},
    ],
}


@pytest.fixture(scope="module")
def advisories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("advisories")
    (folder / "inner").mkdir()
    (folder / "inner" / "one.yaml").write_text(LISTED, "utf-8")
    (folder / "two.json").write_text(json.dumps(SPANS), "utf-8")
    (folder / "false_positives.yaml").write_text("- not a record", "utf-8")
    return folder


@pytest.mark.parametrize(
    ("version", "found"),
    [
        ("1.10", ["EXAMPLE-1"]),
        ("1.1", []),
        ("1.9.9", []),
        ("2.0", ["EXAMPLE-2"]),
        ("2.1.9", ["EXAMPLE-2"]),
        ("2.2", []),
        ("2.5", []),
        ("3.0", ["EXAMPLE-2"]),
        ("99", ["EXAMPLE-2"]),
        ("0.9", ["EXAMPLE-2"]),
        ("0.9.1", []),
    ],
)
def test_a_version_is_found_as_the_schema_says(advisories: Path, version: str, found: list[str]) -> None:
    records = AUDIT["read"](advisories)
    for name in ("Some_Package", "some.package"):
        assert [each["id"] for each in AUDIT["matching"](records, name, version)] == found
    assert [each["id"] for each in AUDIT["matching"](records, "other", "2.5")] == ["EXAMPLE-2"]


@pytest.mark.parametrize("lock", AUDIT["LOCKS"])
def test_every_line_of_every_lock_is_asked(lock: str) -> None:
    """Also what holds for another system or another Python alone."""
    text = (PACKAGING / lock).read_text("utf-8")
    asked = [re.findall(r"^(\S+)==(\S+)(.*)$", part, re.MULTILINE) for part in AUDIT["parts"](text)]
    pinned = re.findall(r"^(\S+)==(\S+)", text, re.MULTILINE)
    assert sorted(pinned) == sorted((name, version) for part in asked for name, version, _ in part)
    for part in asked:
        assert len({name for name, _, _ in part}) == len(part)
        assert {condition.strip() for _, _, condition in part} == {"\\"}


def test_every_lock_of_the_project_is_looked_up() -> None:
    locks = {path.relative_to(PACKAGING).as_posix() for path in PACKAGING.rglob("*.lock")}
    assert locks == set(AUDIT["LOCKS"])
