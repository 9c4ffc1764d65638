"""Who a registry is, checked before anything is sent to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stillmark.domain.answers import Eligibility
from stillmark.domain.errors import (
    AddressWrong,
    DescriptorOutOfDate,
    DescriptorRolledBack,
    RegistryNotTrusted,
    RootChanged,
)
from stillmark.services.connect import RegistryDirectory, is_this_computer, split_address
from stillmark.services.versions import SeenVersions
from support.keeping import keep_service, secret
from takedown_hashing.vocabulary import HashType
from takedown_protocol.descriptor import Descriptor, SealingKey, sign_descriptor
from takedown_protocol.messages import Eligibility as ProtocolEligibility
from takedown_protocol.sealing import SealingKeyPair
from takedown_protocol.signing import SigningKey

NOW = 1_800_000_000
ROOT = SigningKey.generate()
DESCRIPTOR = Descriptor(
    version=5,
    expires_at=NOW + 86_400,
    name="Registry",
    operator="A charity",
    serves=(ProtocolEligibility.ADULT,),
    countries=(),
    hash_types=(HashType.PDQ,),
    max_hashes_per_item=24,
    platforms=("Platform A",),
    reply_keys=(SigningKey.generate().public,),
    sealing_keys=(SealingKey(SealingKeyPair.generate().public, NOW - 10, NOW + 86_400),),
    retention_days=365,
    terms="",
    root_key=ROOT.public,
)


class Wire:
    """Hands out descriptors that really are signed; stands where loopback HTTP stands in the app."""

    def __init__(self, *served: bytes) -> None:
        self.served = list(served)
        self.address = ""
        self.untrusted_server_time: int | None = None

    def connect(self, address: str) -> Wire:
        self.address = address
        return self

    def fetch_descriptor(self) -> bytes:
        return self.served.pop(0)

    def post_message(self, sealed: bytes, puzzle: str) -> bytes:
        raise AssertionError("nothing may be sent while connecting")


def directory(*descriptors: Descriptor, root: SigningKey = ROOT) -> RegistryDirectory:
    wire = Wire(*(sign_descriptor(descriptor, root) for descriptor in descriptors))
    return RegistryDirectory(wire, clock=lambda: NOW)


def test_the_named_registry_is_recognised() -> None:
    connected = directory(DESCRIPTOR).connect(f"https://registry.example/#{ROOT.key_id}")
    assert connected.info.address == "https://registry.example"
    assert connected.info.root_key_id == ROOT.key_id
    assert connected.info.serves == (Eligibility.ADULT,)
    assert connected.info.platforms == ("Platform A",)
    assert not connected.info.first_seen


def test_a_registry_on_this_computer_may_be_trusted_on_first_use_and_says_so() -> None:
    assert directory(DESCRIPTOR).connect("http://127.0.0.1:8000").info.first_seen


def test_a_registry_elsewhere_needs_its_root_key_named() -> None:
    with pytest.raises(AddressWrong, match="root key id is missing"):
        directory(DESCRIPTOR).connect("https://registry.example")


def test_another_root_key_stops() -> None:
    with pytest.raises(RootChanged):
        directory(DESCRIPTOR).connect(f"https://registry.example#{SigningKey.generate().key_id}")


def test_address_and_pin_that_disagree_stop_before_asking() -> None:
    with pytest.raises(RootChanged):
        directory().connect(f"https://registry.example#{ROOT.key_id}", SigningKey.generate().key_id)


def test_an_older_description_than_one_seen_stops() -> None:
    registries = directory(DESCRIPTOR, replace(DESCRIPTOR, version=4))
    registries.connect(f"https://registry.example#{ROOT.key_id}")
    with pytest.raises(DescriptorRolledBack):
        registries.connect(f"https://registry.example#{ROOT.key_id}")


def test_an_older_description_stops_on_first_use_too() -> None:
    registries = directory(DESCRIPTOR, replace(DESCRIPTOR, version=4))
    first = registries.connect("http://127.0.0.1:8000")
    with pytest.raises(DescriptorRolledBack):
        registries.connect("http://127.0.0.1:8000", first.info.root_key_id)


def test_an_expired_description_stops() -> None:
    with pytest.raises(DescriptorOutOfDate):
        directory(replace(DESCRIPTOR, expires_at=NOW)).connect(f"https://registry.example#{ROOT.key_id}")


@pytest.mark.parametrize("served", [b"", b"<html>Welcome to the hotel network</html>", b"{}"])
def test_a_captive_portal_is_no_registry(served: bytes) -> None:
    with pytest.raises(RegistryNotTrusted):
        RegistryDirectory(Wire(served), clock=lambda: NOW).connect("http://127.0.0.1:8000")


@pytest.mark.parametrize(
    "text", ["https://a#xyz", "https://a#" + "g" * 64, "a.example", "https://", "file:///x"]
)
def test_addresses_that_cannot_be_read(text: str) -> None:
    with pytest.raises(AddressWrong):
        split_address(text)


def test_addresses_are_split_and_tidied() -> None:
    assert split_address(" https://a.example/ ".strip() + "#" + "AB" * 32) == ("https://a.example", "ab" * 32)
    assert split_address("https://a.example") == ("https://a.example", None)


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("http://127.0.0.1:1", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:1", True),
        ("http://localhost", True),
        ("http://localhost.example", False),
        ("http://10.0.0.1", False),
        ("http://127.0.0.1.example", False),
    ],
)
def test_what_this_computer_is(address: str, local: bool) -> None:
    assert is_this_computer(address) is local


@pytest.mark.parametrize(
    "address", ["https://[", "https://a.example:99999", "https://a.example:x", "http://:0"]
)
def test_addresses_that_cannot_be_parted_are_wrong(address: str) -> None:
    with pytest.raises(AddressWrong):
        split_address(f"{address}#{ROOT.key_id}")


def test_a_clock_that_is_ahead_is_told_with_the_servers_and_never_put_right_by_it() -> None:
    wire = Wire(sign_descriptor(DESCRIPTOR, ROOT), sign_descriptor(DESCRIPTOR, ROOT))
    ahead = RegistryDirectory(wire, clock=lambda: NOW + 400 * 86_400)
    wire.untrusted_server_time = NOW
    with pytest.raises(DescriptorOutOfDate, match=r"clock says 2028-02-19.*server says 2027-01-15"):
        ahead.connect("https://registry.example", ROOT.key_id)
    wire.untrusted_server_time = NOW + 400 * 86_400 - 60
    with pytest.raises(DescriptorOutOfDate, match="Check this computer's date"):
        ahead.connect("https://registry.example", ROOT.key_id)


OLDER = sign_descriptor(replace(DESCRIPTOR, version=4), ROOT)
NEWER = sign_descriptor(DESCRIPTOR, ROOT)


def visit(document: bytes, versions: SeenVersions, named: str | None = ROOT.key_id) -> None:
    RegistryDirectory(Wire(document), lambda: NOW, versions).connect("http://127.0.0.1:1", named)


@pytest.mark.parametrize("named", [ROOT.key_id, None], ids=["named", "first use"])
def test_a_store_notices_a_roll_back_after_a_restart(tmp_path: Path, named: str | None) -> None:
    keep = keep_service(tmp_path / "kept")
    keep.turn_on(secret())
    visit(NEWER, keep.versions)
    keep.lock()
    again = keep_service(tmp_path / "kept")
    again.unlock(secret())
    with pytest.raises(DescriptorRolledBack):
        visit(OLDER, again.versions, named)
    visit(NEWER, again.versions, named)
    again.lock()


def test_what_was_seen_before_keeping_was_turned_on_is_kept_too(tmp_path: Path) -> None:
    keep = keep_service(tmp_path / "kept")
    visit(NEWER, keep.versions)
    keep.turn_on(secret())
    keep.lock()
    again = keep_service(tmp_path / "kept")
    again.unlock(secret())
    with pytest.raises(DescriptorRolledBack):
        visit(OLDER, again.versions)
    again.lock()


def test_a_backup_takes_the_versions_along_and_an_older_one_takes_none_back(tmp_path: Path) -> None:
    keep = keep_service(tmp_path / "kept")
    keep.turn_on(secret())
    visit(OLDER, keep.versions)
    keep.back_up(tmp_path / "backup")
    visit(NEWER, keep.versions)
    keep.wipe()
    keep.restore(tmp_path / "backup", secret())
    with pytest.raises(DescriptorRolledBack):
        visit(OLDER, keep.versions)
    keep.lock()


def test_a_version_that_was_set_up_holds_where_nothing_is_kept() -> None:
    with pytest.raises(DescriptorRolledBack):
        visit(OLDER, SeenVersions({ROOT.key_id: 5}))
    visit(NEWER, SeenVersions({ROOT.key_id: 5}))
