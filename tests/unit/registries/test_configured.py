"""Registries that a centre set up for a computer."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillmark.domain.errors import AddressWrong, StorageFault
from stillmark.registries.configured import configured_proxy, configured_registries
from stillmark.registries.proxy import SocksProxy

KEY = "ab" * 32


def test_addresses_are_read_in_order(tmp_path: Path) -> None:
    file = tmp_path / "registries.json"
    file.write_text(f'{{"registries": ["https://b.example#{KEY}", "https://a.example#{KEY}"]}}')
    assert configured_registries(file) == (f"https://b.example#{KEY}", f"https://a.example#{KEY}")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"registries": [1]}', '{"registries": "x"}', "\x00"])
def test_a_file_that_is_something_else_is_said(tmp_path: Path, content: str) -> None:
    file = tmp_path / "registries.json"
    file.write_text(content)
    with pytest.raises(StorageFault):
        configured_registries(file)


def test_a_named_file_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageFault):
        configured_registries(tmp_path / "registries.json")


@pytest.mark.parametrize("address", ["https://a.example", "nonsense", "https://a.example#short"])
def test_an_address_without_identity_is_not_offered(tmp_path: Path, address: str) -> None:
    file = tmp_path / "registries.json"
    file.write_text(f'{{"registries": ["{address}"]}}')
    with pytest.raises(AddressWrong):
        configured_registries(file)


def test_a_proxy_may_be_set_for_a_computer(tmp_path: Path) -> None:
    file = tmp_path / "registries.json"
    file.write_text('{"proxy": "socks5h://127.0.0.1:9050"}')
    assert configured_proxy(file) == SocksProxy("127.0.0.1", 9050)
    assert configured_registries(file) == ()
    file.write_text('{"registries": []}')
    assert configured_proxy(file) is None


@pytest.mark.parametrize("value", ['"socks5://127.0.0.1:9050"', '""', '"127.0.0.1:9050"', "9050", "{}"])
def test_a_proxy_that_cannot_be_used_is_never_left_out(tmp_path: Path, value: str) -> None:
    file = tmp_path / "registries.json"
    file.write_text(f'{{"registries": [], "proxy": {value}}}')
    with pytest.raises((AddressWrong, StorageFault)):
        configured_proxy(file)
