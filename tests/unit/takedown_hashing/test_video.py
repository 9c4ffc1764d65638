"""Videos made here, hashed, and held against PDQ of every frame as a player shows it."""

from __future__ import annotations

import hashlib
import io
import os
import struct
from pathlib import Path

import numpy as np
import pdqhash
import pytest
from av.video.reformatter import Colorspace
from PIL import Image

from support.fingerprints import pdq
from support.pictures import animation, encoded, landscape, text
from support.videos import (
    CODECS,
    TURNS,
    clip,
    decoded,
    has_encoder,
    scene,
    scenes,
    sound_only,
    video,
)
from takedown_hashing import video_index
from takedown_hashing.distinct import DISTINCT_DISTANCE, MAX_FRAMES, DistinctFrames
from takedown_hashing.pdq import Pdq
from takedown_hashing.video import (
    NOTE_PARTLY,
    NOTE_TRUNCATED,
    VideoHashes,
    VideoRefusal,
    VideoRefused,
    container_of,
    hash_video,
    preload,
)

SIZE = (320, 240)

MADE = {
    "h264 in mp4": ("h264", "mp4", {}),
    "h264 in mov, long groups with B-frames": ("h264-bframes", "mov", {"gop": 250}),
    "h264 in mp4, fragmented": ("h264", "mp4", {"fragmented": True}),
    "h264 in 3gp": ("h264", "3gp", {}),
    "h264 in Matroska, open groups": ("h264-open-gop", "matroska", {"gop": 45}),
    "h264 in a transport stream": ("h264-bframes", "mpegts", {}),
    "h264 with B-frames in avi": ("h264-bframes", "avi", {}),
    "hevc in mp4": ("hevc", "mp4", {"gop": 45}),
    "hevc in mov": ("hevc", "mov", {}),
    "hevc with ten bits": ("hevc", "mp4", {"pixel_format": "yuv420p10le"}),
    "vp8 in webm": ("vp8", "webm", {}),
    "vp9 in webm": ("vp9", "webm", {"gop": 70}),
    "vp9 in mp4": ("vp9", "mp4", {}),
    "av1 in webm": ("av1", "webm", {"gop": 50}),
    "av1 in mp4": ("av1", "mp4", {}),
    "mpeg4 in 3gp": ("mpeg4", "3gp", {}),
    "mpeg4 in avi": ("mpeg4", "avi", {}),
    "motion jpeg in mov": ("mjpeg", "mov", {"pixel_format": "yuvj420p"}),
}


def distance(left: str, right: str) -> int:
    return (int(left, 16) ^ int(right, 16)).bit_count()


def oracle(image: Image.Image) -> tuple[str, int]:
    bits, quality = pdqhash.compute(np.asarray(image))
    return np.packbits(bits).tobytes().hex(), quality


def hashed(data: bytes) -> VideoHashes:
    return hash_video(io.BytesIO(data))


def check_frames(data: bytes, result: VideoHashes, within: int = 4) -> None:
    shown = decoded(data)
    for frame in result.frames:
        _, time_ms, image = shown[frame.frame]
        value, quality = oracle(image)
        assert frame.time_ms == pytest.approx(time_ms, abs=1)
        assert distance(frame.value, value) <= within
        assert abs(frame.quality - quality) <= 1


@pytest.mark.parametrize("name", MADE)
def test_frames_are_those_that_a_player_shows(name: str) -> None:
    codec, container, options = MADE[name]
    if not has_encoder(codec):
        pytest.skip(f"no encoder for {CODECS[codec][0]} in this wheel")
    data = video(scenes(range(4), SIZE, 40, 2.0), codec, container, **options)
    result = hashed(data)
    assert (result.width, result.height) == SIZE
    assert result.duration_ms == pytest.approx(160 * 1000 / 30, abs=40)
    assert result.md5 == hashlib.md5(data).hexdigest()
    assert result.sha256 == hashlib.sha256(data).hexdigest()
    assert result.notes == ()
    assert [frame.time_ms // 1000 for frame in result.frames] == [0, 1, 2, 3, 4, 5]
    check_frames(data, result)


@pytest.mark.parametrize("size", [(1280, 720), (1366, 766)])
@pytest.mark.parametrize("full_range", [False, True])
@pytest.mark.parametrize("matrix", [Colorspace.ITU601, Colorspace.ITU709])
def test_reduced_luma_is_that_of_the_full_size_rgb_pixels(
    size: tuple[int, int], full_range: bool, matrix: Colorspace
) -> None:
    source = list(scenes(range(2), size, 1))
    data = video(source, rate=1, matrix=matrix, full_range=full_range)
    result = hashed(data)
    assert len(result.frames) == 2
    check_frames(data, result)
    for frame, image in zip(result.frames, source, strict=True):
        assert distance(frame.value, oracle(image)[0]) <= 4


def test_the_colour_matrix_makes_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the test before this one could not fail."""
    random = np.random.default_rng(5)
    blocks = random.integers(0, 2, (12, 16, 3), np.uint8).repeat(20, 0).repeat(20, 1) * 255
    data = video([Image.fromarray(blocks)], rate=1, matrix=Colorspace.ITU709)
    value, _ = oracle(decoded(data)[0][2])
    assert distance(hashed(data).frames[0].value, value) <= 6
    monkeypatch.setattr("takedown_hashing.video_luma._WEIGHTS", {})
    assert distance(hashed(data).frames[0].value, value) > 6


@pytest.mark.parametrize("rotation", [90, 180, -90])
def test_a_phone_held_another_way(rotation: int) -> None:
    data = video(scenes(range(2), SIZE, 30), rotation=rotation)
    result = hashed(data)
    assert (result.width, result.height) == (SIZE if rotation == 180 else SIZE[::-1])
    check_frames(data, result)
    upright = next(scene(0, SIZE, 1)).transpose(TURNS[rotation % 360])
    assert distance(result.frames[0].value, oracle(upright)[0]) <= 8


def test_mirrored_by_the_display_matrix() -> None:
    data = bytearray(video(scene(3, SIZE, 30), rotation=180))
    turned = struct.pack(">9i", -1 << 16, 0, 0, 0, -1 << 16, 0, 0, 0, 1 << 30)
    at = data.find(turned[:24])
    assert at > 0
    data[at : at + 20] = struct.pack(">5i", -1 << 16, 0, 0, 0, 1 << 16)
    result = hashed(bytes(data))
    mirrored = next(scene(3, SIZE, 1)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert distance(result.frames[0].value, oracle(mirrored)[0]) <= 8


def test_one_frame_of_each_second_whatever_the_rate() -> None:
    seconds = range(6)
    slow = video(scenes(seconds, SIZE, 1), rate=1)
    fast = video(scenes(seconds, SIZE, 60), rate=60)
    for data, last in ((slow, 5), (fast, 300)):
        result = hashed(data)
        assert [frame.time_ms for frame in result.frames] == [0, 1000, 2000, 3000, 4000, 5000]
        assert result.frames[-1].frame == last
        check_frames(data, result)


def test_variable_frame_rate() -> None:
    times = [0, 400, 700, 1300, 1350, 1400, 4900, 5000, 9700]
    data = video(scenes(range(9), SIZE, 1), "h264", "matroska", times=times, gop=100)
    result = hashed(data)
    assert [frame.frame for frame in result.frames] == [0, 3, 6, 7, 8]
    assert [frame.time_ms for frame in result.frames] == [0, 1300, 4900, 5000, 9700]
    check_frames(data, result)


def test_frames_that_look_alike_are_listed_once_even_when_they_come_back() -> None:
    images = [*scene(1, SIZE, 60, 0.0), *scene(2, SIZE, 60, 0.0), *scene(1, SIZE, 60, 0.0)]
    result = hashed(video(images))
    assert [frame.time_ms for frame in result.frames] == [0, 2000]


def test_every_sampled_frame_is_still_found_through_one_that_was_kept() -> None:
    data = video(scene(4, SIZE, 150, 8.0), gop=15)
    result = hashed(data)
    shown = decoded(data)
    for number in range(0, 150, 30):
        value, quality = oracle(shown[number][2])
        if quality >= 50:
            assert min(distance(value, frame.value) for frame in result.frames) <= DISTINCT_DISTANCE + 4


def test_dark_parts_are_left_out() -> None:
    dark = [Image.new("RGB", SIZE, "black")] * 60
    result = hashed(video([*dark, *scene(1, SIZE, 30)]))
    assert [frame.time_ms for frame in result.frames] == [2000]


def test_a_video_that_shows_nothing_keeps_its_one_best_frame() -> None:
    result = hashed(video([Image.new("RGB", SIZE, "black")] * 60))
    assert len(result.frames) == 1
    assert result.quality == result.frames[0].quality < 50


@pytest.mark.parametrize("codec", ["h264", "vp9"])
def test_a_truncated_video_gives_what_is_left_of_it(codec: str) -> None:
    container, options = ("mp4", {"faststart": True}) if codec == "h264" else ("webm", {})
    whole = video(scenes(range(6), SIZE, 30), codec, container, **options)
    result = hashed(whole[: len(whole) * 6 // 10])
    assert NOTE_TRUNCATED in result.notes
    assert 2 <= len(result.frames) <= 5
    assert result.duration_ms < 5000
    full = hashed(whole)
    assert {frame.value for frame in result.frames[:-1]} <= {frame.value for frame in full.frames}


def test_damage_in_the_middle_costs_only_what_it_hits() -> None:
    data = bytearray(video(scenes(range(6), SIZE, 30), faststart=True))
    middle = len(data) // 2
    data[middle : middle + 3000] = os.urandom(3000)
    result = hashed(bytes(data))
    assert len(result.frames) >= 4


@pytest.mark.parametrize("field", ["mvhd", "mdhd", "tkhd"])
def test_a_claimed_length_is_not_believed(field: str) -> None:
    data = bytearray(clip())
    at = data.find(field.encode())
    skip = 20 if field != "tkhd" else 24
    data[at + skip : at + skip + 4] = b"\x7f\xff\xff\xf0"
    result = hashed(bytes(data))
    assert result.duration_ms == 4000
    assert len(result.frames) == 4


def test_a_frame_that_claims_to_come_in_four_hundred_hours() -> None:
    times = [0, 33, 66, 400 * 3600 * 1000]
    result = hashed(video(scenes(range(4), SIZE, 1), "h264", "matroska", times=times))
    assert result.duration_ms <= video_index.MAX_TIME_MS
    assert [frame.frame for frame in result.frames] == [0, 3]


def test_an_empty_file() -> None:
    assert refusal(b"") is VideoRefusal.EMPTY


def refusal(data: bytes) -> VideoRefusal:
    with pytest.raises(VideoRefused) as caught:
        hashed(data)
    return caught.value.reason


def test_what_cannot_be_decoded_says_why() -> None:
    whole = clip()
    assert refusal(sound_only()) is VideoRefusal.NO_VIDEO_STREAM
    assert refusal(text()) is VideoRefusal.UNSUPPORTED_FORMAT
    assert refusal(encoded(landscape(1))) is VideoRefusal.UNSUPPORTED_FORMAT
    assert refusal(whole[:40]) is VideoRefusal.DAMAGED
    # The index stands at the end.
    assert refusal(whole[: len(whole) // 2]) is VideoRefusal.DAMAGED
    assert refusal(whole[:32] + os.urandom(20_000)) is VideoRefusal.DAMAGED
    assert refusal(b"\x1aE\xdf\xa3" + bytes(500)) is VideoRefusal.DAMAGED


def test_a_codec_that_is_not_ours_is_refused() -> None:
    data = bytearray(clip())
    for at in _places(data, b"avc1"):
        data[at : at + 4] = b"SVQ3"
    assert refusal(bytes(data)) is VideoRefusal.UNSUPPORTED_FORMAT


def _places(data: bytearray, what: bytes) -> list[int]:
    places, at = [], data.find(what)
    while at >= 0:
        places.append(at)
        at = data.find(what, at + 1)
    return places


def test_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    data = bytearray(video(scene(1, SIZE, 2), "mjpeg", "mov", pixel_format="yuvj420p"))
    # In each frame's own header (SOF0), as a hostile file would have it; the container says nothing else.
    for at in _places(data, b"\xff\xc0\x00\x11\x08"):
        data[at + 5 : at + 9] = struct.pack(">HH", 20_000, 20_000)
    for at in _places(data, struct.pack(">HH", *SIZE)):
        data[at : at + 4] = struct.pack(">HH", 20_000, 20_000)
    assert refusal(bytes(data)) in (VideoRefusal.TOO_MANY_PIXELS, VideoRefusal.DAMAGED)


def test_no_thread_is_started() -> None:
    """Also by libraries: every thread of the process is counted while frames are being decoded."""
    made = [
        clip(codec, container)
        for codec, container in (("h264", "mp4"), ("hevc", "mp4"), ("vp9", "webm"), ("av1", "webm"))
    ]
    preload()
    before = len(os.listdir("/proc/self/task"))
    seen: set[int] = set()
    for data in made:
        hash_video(io.BytesIO(data), lambda done, total: seen.add(len(os.listdir("/proc/self/task"))))
    assert seen == {before}


def test_a_container_that_names_another_file_gets_nothing(tmp_path: Path) -> None:
    """QuickTime may keep its pixels in a file of its own (`dref` without the self flag)."""
    secret = tmp_path / "other.mp4"
    secret.write_bytes(clip())
    data = bytearray(clip())
    at = data.find(b"url \x00\x00\x00\x01")
    data[at + 7] = 0
    result_or_refusal = "refused"
    try:
        result_or_refusal = hashed(bytes(data)).notes
    except VideoRefused as refused:
        assert refused.reason is VideoRefusal.DAMAGED
    assert result_or_refusal in ("refused", (), (NOTE_TRUNCATED,))


@pytest.mark.parametrize("codec", ["h264-bframes", "hevc", "vp9"])
def test_frames_of_the_plan_are_the_same_as_when_everything_is_decoded(
    codec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leaving out what is not needed must change nothing."""
    container = "webm" if codec == "vp9" else "mp4"
    data = video(scenes(range(3), SIZE, 50, 3.0), codec, container, gop=40)
    planned = hashed(data)
    shown = {number: oracle(image)[0] for number, _, image in decoded(data)}
    monkeypatch.setattr("takedown_hashing.video._EXACT_TIMES", frozenset())
    everything = {frame.frame: frame.value for frame in hashed(data).frames}
    for frame in planned.frames:
        assert distance(frame.value, shown[frame.frame]) <= 4
        if frame.frame in everything:
            assert frame.value == everything[frame.frame]


def test_too_much_work_is_cut_down_to_key_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    data = video(scenes(range(4), SIZE, 75, 2.0), gop=75)
    everything = hashed(data)
    monkeypatch.setattr(video_index, "MAX_DECODED_PIXELS", 100 * 320 * 240)
    cheap = hashed(data)
    assert cheap.notes == (NOTE_PARTLY,)
    assert {frame.frame for frame in cheap.frames} == {0, 75, 150, 225}
    assert len(cheap.frames) < len(everything.frames)
    monkeypatch.setattr(video_index, "MAX_DECODED_PIXELS", 2 * 320 * 240)
    assert {frame.frame for frame in hashed(data).frames} == {0, 225}


def test_progress_never_goes_back_and_ends_near_the_end() -> None:
    heard: list[tuple[int, int]] = []
    hash_video(io.BytesIO(clip(seconds=6)), lambda done, total: heard.append((done, total)))
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert heard[0] == (0, 0)
    assert heard[-1][0] >= 4000
    assert heard[-1][1] == 6000


def test_containers_are_told_from_pictures() -> None:
    assert container_of(clip()) == "mov"
    assert container_of(clip("vp9", "webm")) == "matroska"
    assert container_of(video(scene(1, SIZE, 10), "mpeg4", "avi")) == "avi"
    assert container_of(video(scene(1, SIZE, 10), "h264", "mpegts")) == "mpegts"
    for picture in (encoded(landscape(1), name) for name in ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF")):
        assert container_of(picture) is None
    assert container_of(animation("AVIF")) is None
    assert container_of(text()) is None
    assert container_of(b"") is None


class TestDistinctFrames:
    @staticmethod
    def pdq(bits: int, quality: int = 100) -> Pdq:
        return Pdq(f"{int(pdq(0), 16) ^ ((1 << bits) - 1):064x}", quality)

    def test_a_frame_that_shows_nothing_is_left_out_whatever_its_quality(self) -> None:
        frames = DistinctFrames()
        frames.add(0, 0, Pdq("0f" * 32, 100))
        (alone,) = frames.frames()
        assert alone.quality == 0
        frames.add(1, 1000, self.pdq(0))
        assert [frame.frame for frame in frames.frames()] == [1]

    def test_the_threshold_is_where_it_says(self) -> None:
        for bits, kept in ((DISTINCT_DISTANCE, 1), (DISTINCT_DISTANCE + 1, 2)):
            frames = DistinctFrames()
            frames.add(0, 0, self.pdq(0))
            frames.add(1, 1000, self.pdq(bits))
            assert len(frames.frames()) == kept

    def test_nothing_is_nothing(self) -> None:
        assert DistinctFrames().frames() == ()

    def test_frames_that_come_in_disorder_are_given_in_order(self) -> None:
        frames = DistinctFrames()
        for number in (2, 0, 1):
            frames.add(number, number * 1000, self.pdq(number * 60))
        assert [frame.frame for frame in frames.frames()] == [0, 1, 2]

    def test_of_too_many_every_nth_is_given(self) -> None:
        frames = DistinctFrames()
        random = np.random.default_rng(1)
        for number in range(MAX_FRAMES + 500):
            frames.add(number, number * 1000, Pdq(random.bytes(32).hex(), 100))
        given = frames.frames()
        assert frames.thinned
        assert len(given) == MAX_FRAMES == len({frame.frame for frame in given})
        assert (given[0].frame, given[-1].frame) == (0, MAX_FRAMES + 499)
