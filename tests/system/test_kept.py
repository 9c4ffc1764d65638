"""A case kept on the computer: sent, added to, followed, taken back and proven without words or address."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from stillmark.vault.place import Vault
from support.command import run_app
from support.keeping import CHEAP
from support.registry import RegistryProcess
from support.videos import video

SENDING = ("--eligibility", "adult", "--kind", "intimate")
PASSPHRASE = "marmalade violin orbit candle"


@pytest.fixture
def vault(tmp_path: Path) -> tuple[object, ...]:
    (tmp_path / "pass").write_text(PASSPHRASE + "\n")
    Vault(tmp_path / "kept", CHEAP).create(bytearray(PASSPHRASE.encode()), None).close()
    return ("--vault", tmp_path / "kept", "--passphrase-file", tmp_path / "pass")


def test_a_kept_case_from_first_message_to_proof(
    registry: RegistryProcess, pictures: list[Path], tmp_path: Path, vault: tuple[object, ...]
) -> None:
    sent = run_app("submit", pictures[0], "--registry", registry.address, *SENDING, *vault)
    assert sent.exit == 0, sent.stderr
    assert list(sent.records[0]) == ["recovery_words"], "the words come first, with the vault as without"
    case_id = sent.last["case_id"]
    added = run_app("submit", pictures[1], "--case", case_id, *SENDING, *vault)
    assert added.exit == 0, added.stderr
    assert added.last["case_id"] == case_id
    status = run_app("status", *vault)
    assert len(status.last["items"]) == 2
    taken = run_app("withdraw", "--item", added.last["items"][0]["item_id"], *vault)
    assert taken.exit == 0, taken.stderr
    kept = run_app("vault", "cases", *vault).last
    assert (kept["case_id"], kept["waiting"], kept["eligibility"]) == (case_id, 0, "adult")
    assert kept["registry"] == registry.address
    assert sorted(kept["names"].values()) == sorted(path.name for path in pictures[:2])
    assert len(kept["receipts"]) == 3

    # Receipts prove themselves, even when the registry is gone; another registry's key proves nothing.
    saved = tmp_path / "receipts.json"
    saved.write_text(json.dumps(kept))
    words = tmp_path / "words.txt"
    words.write_text(sent.records[0]["recovery_words"])
    assert len(run_app("status", "--words-file", words, "--registry", registry.address).last["items"]) == 2
    registry.stop()
    proven = run_app("verify", saved, "--registry", registry.address)
    assert proven.exit == 0, proven.stderr
    assert [record["kind"] for record in proven.records] == ["submission", "submission", "withdrawal"]
    assert {record["case_id"] for record in proven.records} == {case_id}
    other = run_app("verify", saved, "--registry-key", "0" * 64)
    assert (other.exit, other.last["error"]) == (4, "receipt-invalid")
    # A registry that is gone is said; the case and its waiting message stay.
    lost = run_app("withdraw", *vault)
    assert (lost.exit, lost.last["error"]) == (3, "registry-unreachable")


def test_a_receipt_without_its_descriptor_is_held_against_the_registry_or_a_file(
    registry: RegistryProcess, pictures: list[Path], tmp_path: Path
) -> None:
    sent = run_app("submit", pictures[0], "--registry", registry.address, *SENDING)
    (receipt,) = sent.last["receipts"]
    bare, described = tmp_path / "bare.json", tmp_path / "descriptor.json"
    bare.write_text(receipt["document"])
    described.write_text(receipt["descriptor"])
    live = run_app("verify", bare, "--registry", registry.address)
    assert (live.exit, live.last["accepted"]) == (0, receipt["accepted"])
    offline = run_app("verify", bare, "--descriptor", described)
    assert offline.last["root_key_id"] == registry.root_key_id
    assert "compare the key id" in offline.stderr
    assert run_app("verify", bare).last["error"] == "wrong-use"
    assert run_app("verify", bare, "--registry-key", registry.root_key_id).last["error"] == "receipt-invalid"
    bare.write_text(receipt["document"].replace("A", "B", 1))
    changed = run_app("verify", bare, "--registry", registry.address)
    assert (changed.exit, changed.last["error"]) == (4, "receipt-invalid")


def test_a_dark_video_goes_by_its_md5_where_that_is_served_and_only_there(
    registry: RegistryProcess, tmp_path: Path
) -> None:
    """What the command line sends is what preparing would send: one place decides."""
    dark = tmp_path / "dark.mp4"
    dark.write_bytes(video([Image.new("RGB", (320, 240), (3, 3, 3))] * 60))
    serves_md5 = RegistryProcess(tmp_path / "md5", hash_types=["pdq", "vpdq", "md5"])
    try:
        sent = run_app("submit", dark, "--registry", serves_md5.address, *SENDING)
    finally:
        serves_md5.stop()
    assert sent.exit == 0, sent.stderr
    assert [item["outcome"] for item in sent.last["items"]] == ["received"]
    assert sent.last["receipts"][0]["accepted"] == 1
    no_md5 = RegistryProcess(tmp_path / "pdq", hash_types=["pdq", "vpdq"])
    try:
        left = run_app("submit", dark, "--registry", no_md5.address, *SENDING)
    finally:
        no_md5.stop()
    assert left.exit == 1
    assert [item["reason"] for item in left.last["items"]] == ["low-quality"]
