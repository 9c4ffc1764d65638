"""A support centre vouches: its key made here, enrolled there, seen by the stock platform client."""

from __future__ import annotations

import stat
from pathlib import Path

from threatexchange.exchanges.clients.stopncii.api import StopNCIICSPFeedbackValue

from support.command import run_app
from support.registry import Platform, RegistryProcess, registry_command

SENDING = ("--eligibility", "adult", "--kind", "fabricated")


def test_a_vouched_submission_is_seen_as_such_and_an_unknown_centre_is_refused(
    registry: RegistryProcess, platform: Platform, pictures: list[Path], tmp_path: Path
) -> None:
    key_file, words = tmp_path / "centre.key", tmp_path / "words.txt"
    made = run_app("centre-key", key_file)
    assert made.exit == 0
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert run_app("centre-key", key_file).last == made.last, "an existing key is not replaced"

    options = ("--registry", registry.address, "--words-file", words, "--centre-key", key_file)
    unknown = run_app("submit", pictures[0], *options, *SENDING)
    assert unknown.exit == 4
    assert unknown.last["error"] == "registry-refused"
    assert platform.api.fetch_hashes().hashRecords == []

    registry_command(
        "centre",
        "add",
        "Harbour House",
        "--key",
        made.last["public_key"],
        "--data",
        str(registry.data),
        "--json",
    )
    sent = run_app("submit", pictures[0], *options, *SENDING)
    assert sent.exit == 0, sent.stderr
    records = platform.api.fetch_hashes().hashRecords
    assert records
    for record in records:
        (vouch,) = record.CSPFeedbacks
        assert vouch.source == "Harbour House"
        assert vouch.feedbackValue is StopNCIICSPFeedbackValue.None_
        assert vouch.tags == {"vouched"}
    shown = run_app("payload", pictures[0], *options, *SENDING)
    assert shown.last["vouch"] == made.last["key_id"]
