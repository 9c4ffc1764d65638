"""The whole job in the window: real services, a real worker, a real registry, the stock platform client."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import base64
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from threatexchange.exchanges.clients.stopncii.api import (
    StopNCIICaseStatus,
    StopNCIICSPFeedbackValue,
    StopNCIISignalType,
)
from threatexchange.signal_type.pdq.pdq_hasher import pdq_from_bytes
from threatexchange.signal_type.pdq.signal import PdqSignal

from stillmark.bootstrap import build_services
from stillmark.gui.language import Languages, spoken
from stillmark.gui.theme import Appearance, Look
from stillmark.gui.traces import write_no_settings
from stillmark.gui.window import Window
from support.hands import Hands
from support.pictures import encoded, landscape
from support.recorder import Recorder
from support.registry import Platform, RegistryProcess
from system.test_wire import encodings, requests_in, sealing_pairs, telltales
from takedown_protocol.sealing import open_request


@pytest.fixture
def five_pictures(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "Seoul trip 2024"
    folder.mkdir()
    paths = []
    for seed in range(30, 35):
        path = folder / f"IMG_secret_{seed}.jpg"
        image = landscape(seed, (640, 480))
        exif = image.getexif()
        exif[0x010F] = "CameraMakerMarker"
        image.save(path, quality=90, exif=exif)
        paths.append(path)
    return paths


@pytest.fixture
def hands(qapp: QApplication) -> Iterator[Hands]:
    write_no_settings()
    qapp.setStyle("Fusion")
    services = build_services()
    look = Look(qapp)
    look.choose(appearance=Appearance.LIGHT, scale=100)
    window = Window(look, Languages(qapp, look, spoken("en")))
    window.fill(services)
    window.show()
    hands = Hands(window)
    hands.wait()
    yield hands
    window.leave_now()
    services.close()
    window.languages.remove()
    qapp.removeEventFilter(window._keys)
    qapp.removeEventFilter(window._ring)
    window.deleteLater()
    look.close()
    QApplication.processEvents()


def begin(hands: Hands) -> None:
    hands.press("No one is in danger. Continue")
    hands.press("This device is safe. Continue")
    hands.press("For myself")
    hands.press("19 or over")
    hands.press("Continue")


def connect(hands: Hands, address: str) -> None:
    hands.type("Address of the registry", address)
    hands.press("Connect")
    hands.wait_to_read("Takedown registry")
    hands.press("Continue")


def drop(window: Window, paths: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    zone = window.pages.choose.zone
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(zone.rect().center(), *how)
    QApplication.sendEvent(zone, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(zone, QDropEvent(QPointF(zone.rect().center()), *how))


def choose(hands: Hands, paths: list[Path], ready: str) -> None:
    hands.press("Pictures or videos of me that were shared")
    drop(hands.window, paths)
    hands.wait_to_read(ready)
    hands.press("Continue")
    hands.wait_to_read("Nothing has been sent yet.")
    hands.wait(lambda: hands.enabled("Continue to send"))


def confirm_words(hands: Hands) -> list[str]:
    """Write the words down, and type the three that are asked for."""
    words = list(hands.window.presenters.words.state.words)
    assert len(words) == 12
    hands.press("I wrote them down.")
    hands.press("Continue")
    for name in hands.field_names():
        hands.type(name, words[int(name.rsplit(" ", 1)[1]) - 1])
    hands.press("Continue")
    return words


def live(platform: Platform, start: int = 10) -> dict[str, StopNCIICaseStatus]:
    return {
        record.hashValue: record.hashStatus
        for page in platform.api.fetch_hashes_iter(start)
        for record in page.hashRecords
    }


def test_five_pictures_to_a_block_and_back(
    hands: Hands,
    registry: RegistryProcess,
    platform: Platform,
    recorder: Recorder,
    five_pictures: list[Path],
) -> None:
    window = hands.window
    begin(hands)
    connect(hands, f"{recorder.url}#{registry.root_key_id}")
    choose(hands, five_pictures, "5 ready")
    assert requests_in(recorder.sent)[-1][0].startswith(b"GET"), "nothing but the descriptor was asked for"

    # The exact data, byte for byte.
    hands.press("See the exact data")
    hands.press("Byte for byte")
    (viewer,) = [view for view in window.findChildren(QPlainTextEdit) if view.isVisible()]
    shown = viewer.toPlainText().encode("utf-8")
    hands.press("Back")

    hands.press("Continue to send")
    words = confirm_words(hands)
    assert not hands.enabled("Send"), "not without consent"
    assert not [1 for head, _ in requests_in(recorder.sent) if head.startswith(b"POST")]
    hands.press("I agree that")
    hands.press("Send")
    hands.wait_to_read("Your case")
    assert "receipt checked" in hands.reads()
    (receipt,) = window.session.receipts
    assert len(receipt.item_ids) == 5

    # What was shown is what was signed; nothing of the pictures left.
    posts = [body for head, body in requests_in(recorder.sent) if head.startswith(b"POST")]
    opened = [open_request(body, sealing_pairs(registry), registry.root_key_id) for body in posts]
    payloads = [base64.b64decode(json.loads(envelope)["payload"]) for envelope in opened]
    assert payloads[0] == shown

    # A platform with the field's own software finds a re-compressed copy and says so.
    page = platform.api.fetch_hashes()
    copy = io.BytesIO()
    with Image.open(five_pictures[2]) as image:
        image.resize((500, 375)).save(copy, "JPEG", quality=50)
    copy_hash, _ = pdq_from_bytes(copy.getvalue())
    match = next(value for value in live(platform) if PdqSignal.compare_hash(copy_hash, value).match)
    platform.api.fetch_hashes(start_timestamp=page.nextSetTimestamp)
    hands.press("Check now")
    hands.wait_to_read("Collected")
    platform.api.submit_feedback(StopNCIISignalType.ImagePDQ, match, StopNCIICSPFeedbackValue.PendingReview)
    hands.press("Check now")
    hands.wait_to_read("possible match")
    platform.api.submit_feedback(StopNCIISignalType.ImagePDQ, match, StopNCIICSPFeedbackValue.Blocked)
    hands.press("Check now")
    hands.wait_to_read("Reported a match and blocked it")
    assert "Platform A" in hands.reads()

    # Everything is taken back: a tombstone for who knew it, nothing for who begins anew.
    hands.press("Take back everything")
    hands.wait_to_read("Take back everything?")
    QTest.mouseClick(hands.window.pages.follow.question.yes_button, Qt.MouseButton.LeftButton)
    hands.wait(lambda: match not in live(platform))
    tombstones = live(platform, page.nextSetTimestamp)
    assert tombstones[match] is StopNCIICaseStatus.Withdrawn
    assert live(platform) == {}
    hands.wait_to_read("not confirmed yet")
    assert "Confirmed the take-back" not in hands.reads()

    posts = [body for head, body in requests_in(recorder.sent) if head.startswith(b"POST")]
    opened = [open_request(body, sealing_pairs(registry), registry.root_key_id) for body in posts]
    payloads = [base64.b64decode(json.loads(envelope)["payload"]) for envelope in opened]
    haystack = recorder.sent + b"".join(opened) + b"".join(payloads)
    for telltale in [*telltales(five_pictures), " ".join(words).encode()]:
        for form in encodings(telltale):
            assert form not in haystack, telltale


def test_a_pasted_picture_is_fingerprinted_from_its_bytes(hands: Hands, registry: RegistryProcess) -> None:
    begin(hands)
    connect(hands, registry.address)
    hands.press("Pictures or videos of me that were shared")
    copied = QMimeData()
    copied.setData("image/png", encoded(landscape(40, (320, 240)), "PNG"))
    QApplication.clipboard().setMimeData(copied)
    QTest.keyClick(hands.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    hands.wait_to_read("Pasted picture, of me, Ready")
    QApplication.clipboard().clear()
    (item,) = hands.window.presenters.choose.chosen()
    assert (item.picture.width, item.picture.height) == (320, 240)


def test_a_registry_that_goes_away_loses_nothing(
    hands: Hands, registry: RegistryProcess, five_pictures: list[Path]
) -> None:
    begin(hands)
    connect(hands, registry.address)
    choose(hands, five_pictures, "5 ready")
    hands.press("Continue to send")
    confirm_words(hands)
    hands.press("I agree that")
    port = registry.port
    registry.kill()
    hands.press("Send")
    hands.wait_to_read("could not be reached", 60)
    assert not hands.window.session.receipts
    again = RegistryProcess(registry.data, port=port)
    try:
        hands.press("Try again")
        hands.wait_to_read("Your case")
        assert len(hands.window.session.receipts[0].item_ids) == 5
    finally:
        again.stop()


def test_quick_exit_hides_everything_at_once(hands: Hands, registry: RegistryProcess) -> None:
    begin(hands)
    connect(hands, registry.address)
    began = time.monotonic()
    hands.press("Quick exit")
    assert not hands.window.isVisible()
    assert time.monotonic() - began < 1.0  # the figure itself is measured apart, see tests/benchmarks
    assert hands.window.session.access is None
