"""A picture made small by a real worker; what an unfaithful worker says is not believed."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from PIL import Image

from stillmark.domain.glance import EDGE, Glance, encode_shown, parse_shown
from stillmark.domain.media import RefusalReason, Refused
from stillmark.domain.strict_message import WorkerMessageInvalid, encode_object
from stillmark.domain.worker_messages import WorkerRefused, encode_refused
from stillmark.intake.files import Files
from stillmark.isolation.hasher import IsolatedHasher
from stillmark.services.glance import GlanceService


def test_a_real_worker_hands_back_a_small_upright_picture(tmp_path: Path, bomb: Path) -> None:
    path = tmp_path / "turned.jpg"
    picture = Image.new("RGB", (1200, 600), "#000000")
    picture.paste("#FFFFFF", (0, 0, 600, 600))
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(path, exif=exif)
    (tmp_path / "text.jpg").write_text("no picture")
    with IsolatedHasher() as hasher:
        service = GlanceService(Files(), hasher)
        shown = service.show(path)
        assert isinstance(shown, Glance)
        assert (shown.width, shown.height) == (EDGE // 2, EDGE)
        assert shown.pixels[0] > 240, "stored left, shown above"
        assert shown.pixels[-1] < 15
        refused = [service.show(one) for one in (tmp_path / "text.jpg", bomb, tmp_path / "gone.jpg")]
    reasons = [one.reason for one in refused if isinstance(one, Refused)]
    assert reasons == [RefusalReason.NOT_A_PICTURE, RefusalReason.TOO_MANY_PIXELS, RefusalReason.MISSING]


def message(**changes: object) -> bytes:
    whole = {"kind": "shown", "width": 2, "height": 3, "pixels": base64.b64encode(bytes(6)).decode()}
    return encode_object(whole | changes)


def test_an_honest_message_is_read_back() -> None:
    shown = Glance(EDGE, EDGE, bytes(EDGE * EDGE))
    assert parse_shown(encode_shown(shown)) == shown
    assert parse_shown(message()) == Glance(2, 3, bytes(6))
    refusal = RefusalReason.DAMAGED
    assert parse_shown(encode_refused(refusal)) == WorkerRefused(refusal)


@pytest.mark.parametrize(
    "changes",
    [
        {"width": 3},
        {"width": 0},
        {"width": EDGE + 1},
        {"height": True},
        {"pixels": "AAA*"},
        {"pixels": base64.b64encode(bytes(7)).decode()},
        {"pixels": None},
        {"kind": "hashed"},
        {"more": 1},
    ],
    ids=str,
)
def test_anything_else_is_not_believed(changes: dict[str, object]) -> None:
    with pytest.raises(WorkerMessageInvalid):
        parse_shown(message(**changes))
