"""A video from the person's disk to a platform that runs the unmodified client."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pdqhash
import pytest
from threatexchange.exchanges.clients.stopncii.api import StopNCIISignalType
from threatexchange.signal_type.pdq.signal import PdqSignal

from support.command import run_app
from support.pictures import animation
from support.registry import Platform, RegistryProcess
from support.videos import decoded, scenes, video

SENDING = ("--eligibility", "adult", "--kind", "intimate")


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "VID_secret.mp4"
    path.write_bytes(video(scenes(range(5), (640, 360), 45, 0.3), gop=90))
    return path


def test_hash_prints_frames_in_vpdqs_terms(film: Path) -> None:
    record = run_app("hash", film).last
    assert (record["media"], record["width"], record["height"]) == ("video", 640, 360)
    assert record["duration_ms"] == 7500
    frames = [one for one in record["hashes"] if one["type"] == "vpdq"]
    assert [one["time_ms"] for one in frames] == sorted(one["time_ms"] for one in frames)
    assert all({"type", "view", "value", "quality", "frame", "time_ms"} == one.keys() for one in frames)
    (md5,) = [one["value"] for one in record["hashes"] if one["type"] == "md5"]
    assert md5 == hashlib.md5(film.read_bytes()).hexdigest()


def test_a_platform_finds_an_edited_copy_of_a_video_by_its_frames(
    registry: RegistryProcess, platform: Platform, film: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    sent = run_app("submit", film, "--registry", registry.address, *SENDING, "--words-file", words)
    assert sent.exit == 0, sent.stderr
    assert [item["outcome"] for item in sent.last["items"]] == ["received"]

    records = [record for page in platform.api.fetch_hashes_iter(10) for record in page.hashRecords]
    frames = {record.hashValue for record in records if record.signalType is StopNCIISignalType.ImagePDQ}
    submitted = {one["value"] for one in run_app("hash", film).last["hashes"] if one["type"] == "vpdq"}
    assert frames == submitted
    files = {record.hashValue for record in records if record.signalType is StopNCIISignalType.VideoMD5}
    assert files in ({hashlib.md5(film.read_bytes()).hexdigest()}, set())

    # Smaller, compressed hard, with another codec and rate, and cut at the front.
    copy = video(
        [image.resize((426, 240)) for number, _, image in decoded(film.read_bytes()) if number % 2 == 0][20:],
        "vp9", "webm", rate=15, options={"crf": "45"},
    )  # fmt: skip
    found = 0
    sampled = decoded(copy)[::15]
    for _, _, image in sampled:
        bits, quality = pdqhash.compute(np.asarray(image))
        value = np.packbits(bits).tobytes().hex()
        found += quality >= 50 and any(PdqSignal.compare_hash(value, frame).match for frame in frames)
    assert found >= len(sampled) - 1


def test_an_animation_is_found_by_any_of_its_frames(
    registry: RegistryProcess, platform: Platform, tmp_path: Path
) -> None:
    moving = tmp_path / "moving.gif"
    moving.write_bytes(animation("GIF", 3, (320, 240)))
    words = tmp_path / "words.txt"
    sent = run_app("submit", moving, "--registry", registry.address, *SENDING, "--words-file", words)
    assert sent.exit == 0, sent.stderr
    collected = {
        record.hashValue for page in platform.api.fetch_hashes_iter(10) for record in page.hashRecords
    }
    hashes = run_app("hash", moving).last["hashes"]
    assert {one["value"] for one in hashes if one["type"] == "vpdq"} <= collected
    assert {one["value"] for one in hashes if one["type"] == "pdq" and one["view"] == "whole"} <= collected
