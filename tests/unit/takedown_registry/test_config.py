"""One order of decisions, one name each, and nothing that is misspelt passes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from support.person import fetch_descriptor
from support.registry import APP
from takedown_hashing.vocabulary import HashType
from takedown_protocol.puzzle import USUAL_BITS
from takedown_registry.cli import run
from takedown_registry.config import OPTIONS, Config, load
from takedown_registry.keys import KeyRing
from takedown_registry.quotas import Quotas
from takedown_registry.settings import Serving, Settings, SettingsWrong


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    Settings(name="Stored", retention_days=100, puzzle_bits=9).save(folder)
    return folder


def toml(folder: Path, text: str) -> Path:
    file = folder / "registry.toml"
    file.write_text(text, "utf-8")
    return file


def test_what_is_nearer_to_the_start_counts_more(data: Path, tmp_path: Path) -> None:
    file = toml(tmp_path, "retention_days = 200\nport = 1\nworkers = 1\nbody_seconds = 9\nhost = '::1'\n")
    environment = {"TAKEDOWN_REGISTRY_PORT": "2", "TAKEDOWN_REGISTRY_BODY_SECONDS": "8"}
    config = load({"data": str(data), "port": "3"}, environment, file)
    assert (config.settings.name, config.settings.retention_days) == ("Stored", 200)
    assert config.serving == Serving(host="::1", port=3, body_seconds=8)
    wanted = {"port": "flag", "body_seconds": "environment", "retention_days": "file", "name": "registry"}
    assert {name: config.origins[name] for name in wanted} == wanted
    assert "log_level" not in config.origins


def test_every_option_can_be_decided_everywhere(data: Path, tmp_path: Path) -> None:
    """Each one away from its default, by each way; all ways give the same."""
    decided = Config(
        data,
        Settings(
            name="N, with a comma",
            operator="O",
            serves=(Settings().serves[1],),
            countries=("KR", "DE"),
            hash_types=(HashType.PDQ,),
            max_hashes_per_item=7,
            retention_days=8,
            terms="t",
            database="postgresql://registry@localhost/x",
            puzzle_bits=5,
            quotas=Quotas(1, 2, 3, 4, 5, 6, 9),
        ),
        Serving("::1", 5, 2, "127.0.0.1:7", "error", 3, 70_000),
    )
    default = Config(data, Settings())
    left = [name for name in OPTIONS if name != "data" and decided.value(name) == default.value(name)]
    assert not left, "a new option: decide it here too"
    by_variable = load({}, decided.environment())
    by_flag = load({name: decided.text(name) for name in OPTIONS}, {})
    lines = [
        f"{name} = {json.dumps(decided.value(name) if name != 'data' else str(data))}"
        for name in sorted(OPTIONS, key=lambda name: ("." in name, name))
    ]
    by_file = load({}, {"TAKEDOWN_REGISTRY_CONFIG": str(toml(tmp_path, "\n".join(lines)))})
    for found, origin in ((by_variable, "environment"), (by_flag, "flag"), (by_file, "file")):
        assert (found.data, found.settings, found.serving) == (data, decided.settings, decided.serving)
        assert found.origins == dict.fromkeys(OPTIONS, origin)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("retention_day = 5", "retention_day"),
        ("[quota]\nsolved_per_hour = 5", "quota.solved_per_hour"),
        ("[quotas]\nsolved = 5", "quotas.solved"),
        ("port = '8741'", "port"),
        ("port = true", "port"),
        ("port = 70000", "port"),
        ("workers = 2", "workers"),
        ("countries = 'KR'", "countries"),
        ("serves = ['s3cret']", "serves"),
        ("metrics = 'localhost:1'", "metrics"),
        ("metrics = '127.0.0.1:٣'", "metrics"),
        ("log_level = 'loud'", "log_level"),
        ("body_seconds = 0", "body_seconds"),
        ("[quotas]\nlongest_days = 0", "longest_days"),
        ("database = 'mysql://u:s3cret@host/x'", "database"),
        ("name = 's3cret", "TOML"),
    ],
)
def test_what_cannot_be_used_stops_the_start_and_is_named(
    data: Path, tmp_path: Path, text: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = toml(tmp_path, text)
    assert run(["config", "check", "--data", str(data), "--config", str(file)]) == 1
    assert run(["serve", "--data", str(data), "--config", str(file)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    for line in said.err.splitlines():
        assert named in line and "s3cret" not in line


def test_the_file_that_is_shipped_can_be_used() -> None:
    shipped = Path(__file__).parents[3] / "packaging/registry/registry.toml"
    config = load({}, {}, shipped, new=True)
    assert (config.serving.workers, config.serving.metrics) == (2, "127.0.0.1:8742")
    assert config.settings.puzzle_bits == USUAL_BITS


def test_a_variable_that_is_not_known_stops_the_start(data: Path) -> None:
    for variable, text in (("RETENTION", "5"), ("PORT", "five"), ("PORT", "1_0"), ("PORT", "٥")):
        with pytest.raises(SettingsWrong, match=variable.lower() if variable == "PORT" else variable):
            load({"data": str(data)}, {f"TAKEDOWN_REGISTRY_{variable}": text})
    with pytest.raises(SettingsWrong, match="--data"):
        load({}, {})


def test_secrets_are_not_shown(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "postgresql://somebody:s3cret@db.example/x?password=s3cret"
    monkeypatch.setenv("TAKEDOWN_REGISTRY_DATABASE", secret)
    for more in ([], ["--json"]):
        assert run(["config", "show", "--data", str(data), *more]) == 0
    said = capsys.readouterr().out
    assert "postgresql://db.example/x" in said and "environment" in said
    assert "s3cret" not in said and "somebody" not in said


def test_an_address_of_the_environment_is_not_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAKEDOWN_REGISTRY_DATABASE", f"sqlite:///{tmp_path}/elsewhere.sqlite3")
    assert run(["init", "--data", str(tmp_path / "new"), "--puzzle-bits", "3"]) == 0
    assert (tmp_path / "elsewhere.sqlite3").exists()
    assert Settings.load(tmp_path / "new") == Settings(puzzle_bits=3)


def test_a_server_started_from_a_file_alone_says_what_the_file_says(tmp_path: Path) -> None:
    """Also in its signed descriptor, which every later command signs alike."""
    data = tmp_path / "data"
    KeyRing.create_or_open(data, 1)
    Settings().save(data)
    file = toml(
        tmp_path, f"data = {json.dumps(str(data))}\nport = 0\nretention_days = 77\nbody_seconds = 1\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "takedown_registry", "serve", "--config", str(file)],
        cwd=APP,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        greeting = json.loads(process.stdout.readline())
        assert fetch_descriptor(greeting["url"], greeting["root_key_id"]).retention_days == 77
        assert requests.get(f"{greeting['url']}/healthz", timeout=5).ok
    finally:
        process.terminate()
        process.communicate(timeout=20)
