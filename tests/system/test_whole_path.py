"""From a picture to a platform's block and back: real processes, the unmodified platform client."""

from __future__ import annotations

import io
import stat
from pathlib import Path

from PIL import Image
from threatexchange.exchanges.clients.stopncii.api import (
    StopNCIICaseStatus,
    StopNCIICSPFeedbackValue,
    StopNCIISignalType,
)
from threatexchange.signal_type.pdq.pdq_hasher import pdq_from_bytes
from threatexchange.signal_type.pdq.signal import PdqSignal

from support.command import run_app
from support.registry import Platform, RegistryProcess

SENDING = ("--eligibility", "adult", "--kind", "intimate")


def recompressed(path: Path) -> bytes:
    copy = io.BytesIO()
    with Image.open(path) as image:
        image.convert("RGB").resize((500, 375)).save(copy, "JPEG", quality=50)
    return copy.getvalue()


def live_hashes(platform: Platform, start: int = 10) -> dict[str, StopNCIICaseStatus]:
    return {
        record.hashValue: record.hashStatus
        for page in platform.api.fetch_hashes_iter(start)
        for record in page.hashRecords
        if record.signalType is StopNCIISignalType.ImagePDQ
    }


def test_a_platform_blocks_an_edited_copy_and_everything_is_taken_back(
    registry: RegistryProcess, platform: Platform, pictures: list[Path], tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    sent = run_app("submit", *pictures, "--registry", registry.address, *SENDING, "--words-file", words)
    assert sent.exit == 0, sent.stderr
    assert len(sent.last["recovery_words"].split()) == 12
    assert words.read_text().split() == sent.last["recovery_words"].split()
    assert [item["outcome"] for item in sent.last["items"]] == ["received"] * 3
    assert sum(receipt["accepted"] for receipt in sent.last["receipts"]) >= 3 * 8

    # The platform collects, and finds an edited copy by the field's own software.
    page = platform.api.fetch_hashes()
    collected = live_hashes(platform)
    assert set(collected.values()) == {StopNCIICaseStatus.Active}
    copy_hash, quality = pdq_from_bytes(recompressed(pictures[0]))
    assert quality >= 50
    matches = [value for value in collected if PdqSignal.compare_hash(copy_hash, value).match]
    assert matches
    item_of = {Path(item["path"]).name: item["item_id"] for item in sent.last["items"]}
    hit = item_of[pictures[0].name]

    platform.api.submit_feedback(
        StopNCIISignalType.ImagePDQ, matches[0], StopNCIICSPFeedbackValue.Blocked, {"automatic"}
    )
    case = run_app("status", "--registry", registry.url, "--words-file", words)
    assert case.exit == 0, case.stderr
    states = {item["item_id"]: item["platforms"][0] for item in case.last["items"]}
    assert states[hit]["name"] == "Platform A"
    assert states[hit]["state"] == "blocked"
    assert {state["state"] for item, state in states.items() if item != hit} <= {"collected", "not-collected"}

    # One is taken back; the others stay.
    one = run_app("withdraw", "--registry", registry.url, "--words-file", words, "--item", hit)
    assert one.exit == 0, one.stderr
    tombstones = live_hashes(platform, page.nextSetTimestamp)
    assert tombstones[matches[0]] is StopNCIICaseStatus.Withdrawn
    fresh = live_hashes(platform)
    assert matches[0] not in fresh
    assert fresh
    assert set(fresh.values()) == {StopNCIICaseStatus.Active}

    # Then all of it; a sync from the start shows nothing at all.
    everything = run_app("withdraw", "--registry", registry.url, "--words-file", words)
    assert everything.exit == 0, everything.stderr
    assert live_hashes(platform) == {}
    assert StopNCIICaseStatus.Active not in live_hashes(platform, page.nextSetTimestamp).values()

    # "Taken back" is shown only once the platform said so.
    case = run_app("status", "--registry", registry.url, "--words-file", words)
    assert {item["platforms"][0]["state"] for item in case.last["items"]} == {"take-back-asked"}
    # One hash let go is not the picture let go: its other hashes still match.
    platform.api.submit_feedback(StopNCIISignalType.ImagePDQ, matches[0], StopNCIICSPFeedbackValue.Withdrawn)
    case = run_app("status", "--registry", registry.url, "--words-file", words)
    states = {item["item_id"]: item["platforms"][0]["state"] for item in case.last["items"]}
    assert states[hit] == "take-back-asked"
    for value in collected:
        platform.api.submit_feedback(StopNCIISignalType.ImagePDQ, value, StopNCIICSPFeedbackValue.Withdrawn)
    case = run_app("status", "--registry", registry.url, "--words-file", words)
    assert {item["platforms"][0]["state"] for item in case.last["items"]} == {"taken-back"}


def test_the_words_alone_open_the_case_elsewhere_and_sending_again_makes_no_second_case(
    registry: RegistryProcess, pictures: list[Path], tmp_path: Path
) -> None:
    first = tmp_path / "words.txt"
    sent = run_app("submit", pictures[0], "--registry", registry.address, *SENDING, "--words-file", first)
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text(first.read_text())
    again = run_app("submit", *pictures, "--registry", registry.address, *SENDING, "--words-file", elsewhere)
    assert again.last["case_id"] == sent.last["case_id"]
    case = run_app("status", "--registry", registry.address, "--words-file", elsewhere)
    assert len(case.last["items"]) == 3
    assert sent.last["items"][0]["item_id"] in {item["item_id"] for item in case.last["items"]}


def test_without_a_words_file_the_words_come_before_anything_is_sent(
    registry: RegistryProcess, pictures: list[Path], tmp_path: Path
) -> None:
    sent = run_app("submit", pictures[0], "--registry", registry.address, *SENDING)
    assert sent.exit == 0, sent.stderr
    assert list(sent.records[0]) == ["recovery_words"]
    words = tmp_path / "typed.txt"
    words.write_text(sent.records[0]["recovery_words"])
    assert sent.last["recovery_words"] == sent.records[0]["recovery_words"]
    assert len(run_app("status", "--registry", registry.address, "--words-file", words).last["items"]) == 1


def test_the_words_file_exists_even_when_the_registry_dies_before_answering(
    registry: RegistryProcess, pictures: list[Path], tmp_path: Path
) -> None:
    """The registry answers who it is, then is gone: the words must be on disk before the message is tried."""
    words = tmp_path / "words.txt"
    before = run_app(
        "submit", pictures[0], "--registry", "http://127.0.0.1:9", *SENDING, "--words-file", words
    )
    assert before.exit == 3
    assert not words.exists()
    assert "could not be reached" in before.stderr
    assert before.last["error"] == "registry-unreachable"


def test_a_first_contact_is_named_pinned_and_a_changed_root_key_stops(
    registry: RegistryProcess, pictures: list[Path], tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    sent = run_app("submit", pictures[0], "--registry", registry.url, *SENDING, "--words-file", words)
    assert sent.exit == 0
    assert registry.root_key_id in sent.stderr
    pin = words.with_name("words.txt.registry")
    assert registry.root_key_id in pin.read_text()
    assert stat.S_IMODE(pin.stat().st_mode) == 0o600

    port = registry.port
    registry.stop()
    impostor = RegistryProcess(tmp_path / "impostor", port=port)
    try:
        stopped = run_app("submit", pictures[1], "--registry", registry.url, *SENDING, "--words-file", words)
        assert stopped.exit == 4
        assert stopped.last["error"] == "root-changed"
        status = run_app("status", "--registry", registry.url, "--words-file", words)
        assert status.last["error"] == "root-changed"
        own = run_app("status", "--registry", impostor.url, "--registry-key", "0" * 64, "--words-file", words)
        assert own.last["error"] == "root-changed"
    finally:
        impostor.stop()


def test_payload_prints_what_is_sent_and_sends_nothing(
    registry: RegistryProcess, platform: Platform, pictures: list[Path]
) -> None:
    shown = run_app("payload", *pictures, "--registry", registry.address, *SENDING)
    assert shown.exit == 0, shown.stderr
    assert shown.last["kind"] == "submission"
    assert len(shown.last["items"]) == 3
    assert set(shown.last["items"][0]) == {"hashes", "item_id", "kind", "media"}
    assert live_hashes(platform) == {}


def test_a_registry_that_does_not_take_this_age_is_not_asked(pictures: list[Path], tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    minors = ("--eligibility", "minor", "--kind", "intimate")
    adults_only = RegistryProcess(tmp_path / "adults", serves=["adult"])
    try:
        refused = run_app(
            "submit", pictures[0], "--registry", adults_only.address, *minors, "--words-file", words
        )
    finally:
        adults_only.stop()
    assert refused.exit == 2
    assert refused.last["error"] == "wrong-use"
    assert "does not take pictures of people of this age" in refused.stderr
