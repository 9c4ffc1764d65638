"""What a centre sets up for a computer: every field, and every field that is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stillmark.domain.answers import Kind
from stillmark.domain.errors import AddressWrong, StillmarkError, StorageFault
from stillmark.domain.preconfigured import Preconfigured
from stillmark.registries.configured import Configuration, UpdatePlace, read_configuration, system_file
from stillmark.registries.proxy import SocksProxy

KEY = "ab" * 32
REGISTRY = f"https://a.example#{KEY}"


def written(folder: Path, content: object) -> Path:
    file = folder / "registries.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


def test_everything_can_be_set(tmp_path: Path) -> None:
    trust = tmp_path / "trust"
    trust.mkdir()
    for name in ("root", "timestamp", "snapshot"):
        (trust / f"{name}.json").write_text(name)
    file = written(
        tmp_path,
        {
            "registries": [f"https://b.example#{KEY}", {"address": REGISTRY, "lowest_version": 7}],
            "proxy": "socks5h://127.0.0.1:9050",
            "language": "ko",
            "lock_after_minutes": 5,
            "doors": ["fabricated"],
            "updates": {"address": "https://updates.example/app", "trust": "trust"},
        },
    )
    assert read_configuration(file) == Configuration(
        Preconfigured((f"https://b.example#{KEY}", REGISTRY), "ko", 5, (Kind.FABRICATED,)),
        {KEY: 7},
        SocksProxy("127.0.0.1", 9050),
        UpdatePlace("https://updates.example/app", b"root", b"timestamp", b"snapshot"),
    )


def test_what_is_not_set_stays_as_usual(tmp_path: Path) -> None:
    configuration = read_configuration(written(tmp_path, {"registries": [REGISTRY]}))
    assert configuration == Configuration(Preconfigured((REGISTRY,)))
    assert configuration.window.doors == tuple(Kind)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "\x00",
        {"registries": [1]},
        {"registries": "x"},
        {"registries": [{"address": REGISTRY, "lowest": 3}]},
        {"registries": [{"address": REGISTRY, "lowest_version": "3"}]},
        {"registries": [{"address": REGISTRY, "lowest_version": -3}]},
        {"registries": [{"address": "http://127.0.0.1:8000", "lowest_version": 3}]},
        {"registries": [{"lowest_version": 3}]},
        {"language": "fr"},
        {"language": None},
        {"lock_after_minutes": 7},
        {"lock_after_minutes": "5"},
        {"lock_after_minutes": True},
        {"doors": []},
        {"doors": "intimate"},
        {"doors": ["intimate", "other"]},
        {"doors": [["intimate"]]},
        {"updates": "https://updates.example"},
        {"updates": {"trust": "trust"}},
        {"updates": {"address": "https://updates.example", "trust": "nowhere"}},
        {"updates": {"address": "https://updates.example", "trusts": "nowhere"}},
        # A misspelt field must not silently become none.
        {"registries": [], "proxies": "socks5h://127.0.0.1:9050"},
    ],
    ids=str,
)
def test_a_file_that_is_something_else_is_said(tmp_path: Path, content: object) -> None:
    with pytest.raises(StorageFault):
        read_configuration(written(tmp_path, content))


def test_the_fault_names_the_field(tmp_path: Path) -> None:
    with pytest.raises(StorageFault, match=r"registries\.json.*Look at: lock_after_minutes"):
        read_configuration(written(tmp_path, {"lock_after_minutes": 0}))


def test_a_named_file_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageFault):
        read_configuration(tmp_path / "registries.json")


@pytest.mark.parametrize("address", ["https://a.example", "nonsense", "https://a.example#short"])
def test_an_address_without_identity_is_not_offered(tmp_path: Path, address: str) -> None:
    with pytest.raises(AddressWrong):
        read_configuration(written(tmp_path, {"registries": [address]}))


def test_an_address_for_new_versions_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "root.json").write_text("{}")
    for address in ("updates.example", "ftp://updates.example", "https://", "https://u@updates.example"):
        with pytest.raises(AddressWrong):
            read_configuration(written(tmp_path, {"updates": {"address": address, "trust": "."}}))


def test_without_trust_of_its_own_the_shipped_one_is_needed(tmp_path: Path) -> None:
    # This release ships none yet: there is no public repository.
    with pytest.raises(StorageFault, match="trust"):
        read_configuration(written(tmp_path, {"updates": {"address": "https://updates.example"}}))


@pytest.mark.parametrize("value", ["socks5://127.0.0.1:9050", "", "127.0.0.1:9050", 9050, {}, None])
def test_a_proxy_that_cannot_be_used_is_never_left_out(tmp_path: Path, value: Any) -> None:
    with pytest.raises(StillmarkError):
        read_configuration(written(tmp_path, {"registries": [], "proxy": value}))


def test_only_an_administrator_can_write_where_the_file_is_looked_for() -> None:
    assert system_file().name == "registries.json"
    assert not system_file().is_relative_to(Path.home())
