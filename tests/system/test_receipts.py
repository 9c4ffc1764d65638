"""In the window: what is shown is what is signed, also later and for videos; receipts prove themselves."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from support.command import run_app
from support.hands import Hands
from support.pictures import landscape
from support.recorder import Recorder
from support.registry import Platform, RegistryProcess
from support.videos import scenes, video
from system.test_window import begin, choose, confirm_words, connect, drop, hands
from system.test_wire import requests_in, sealing_pairs
from takedown_protocol.sealing import open_request

__all__ = ["hands"]


def shown_exactly(hands: Hands) -> list[bytes]:
    """Read every document of the exact data as it stands in the viewer."""
    hands.press("See the exact data")
    hands.press("Byte for byte")
    viewer = hands.window.pages.data
    texts = [viewer.text.toPlainText().encode("utf-8")]
    while viewer.later_button.isVisible() and viewer.later_button.isEnabled():
        hands.press("Next message")
        texts.append(viewer.text.toPlainText().encode("utf-8"))
    hands.press("Back")
    return texts


def signed(recorder: Recorder, registry: RegistryProcess) -> list[bytes]:
    posts = [body for head, body in requests_in(recorder.sent) if head.startswith(b"POST")]
    opened = [open_request(body, sealing_pairs(registry), registry.root_key_id) for body in posts]
    return [base64.b64decode(json.loads(envelope)["payload"]) for envelope in opened]


def submissions(payloads: list[bytes]) -> list[bytes]:
    return [payload for payload in payloads if b'"items"' in payload]


def test_a_case_grows_and_its_receipts_prove_it(
    hands: Hands, registry: RegistryProcess, platform: Platform, recorder: Recorder, tmp_path: Path
) -> None:
    window = hands.window
    picture, later = tmp_path / "a.jpg", tmp_path / "b.jpg"
    landscape(50, (320, 240)).save(picture)
    landscape(51, (320, 240)).save(later)
    film = tmp_path / "c.mp4"
    film.write_bytes(video(scenes(range(2), (320, 180), 30, 0.3), gop=30))
    begin(hands)
    connect(hands, f"{recorder.url}#{registry.root_key_id}")
    choose(hands, [picture], "1 ready")
    shown = shown_exactly(hands)
    hands.press("Continue to send")
    confirm_words(hands)
    hands.press("I agree that")
    hands.press("Send")
    hands.wait_to_read("What happened so far")
    assert "The registry received 1 picture" in hands.reads()

    # Pictures are added to the same case, through the other door, a video among them.
    hands.press("Add pictures")
    hands.press("Pictures or videos made of me by editing or AI")
    drop(window, [later, film])
    hands.wait_to_read("2 ready")
    hands.press("Continue")
    hands.wait(lambda: hands.enabled("Continue to send"))
    shown += shown_exactly(hands)
    assert any(b'"vpdq"' in document for document in shown)
    assert sum(document.count(b'"fabricated"') for document in shown) == 2
    hands.press("Continue to send")
    hands.press("I agree that")
    hands.press("Send")
    hands.wait(lambda: len(window.presenters.follow.state.items) == 3)
    assert submissions(signed(recorder, registry)) == shown

    # What the window saves, the command and the window prove; one letter changed, neither does.
    saved = tmp_path / "receipt.json"
    saved.write_bytes(window.presenters.follow.receipt_file())
    answer = run_app("verify", saved, "--registry-key", registry.root_key_id)
    assert answer.exit == 0, answer.stderr
    assert answer.last["case_id"] == window.session.access.case_id  # type: ignore[union-attr]
    receipts = window.presenters.receipt
    receipts.verify(saved)
    hands.wait(lambda: not receipts.state.checking)
    assert "The receipt is genuine" in hands.reads()
    assert len(receipts.state.proven) == len(window.session.receipts) == len(shown)
    changed = json.loads(saved.read_bytes())
    payload = bytearray(base64.b64decode(changed["receipts"][0]["document"]["payload"]))
    payload[len(payload) // 2] ^= 1
    changed["receipts"][0]["document"]["payload"] = base64.b64encode(payload).decode()
    saved.write_text(json.dumps(changed))
    assert run_app("verify", saved, "--registry-key", registry.root_key_id).exit == 4
    receipts.verify(saved)
    hands.wait(lambda: receipts.state.error is not None)
    assert "This receipt is not from the registry that was named" in hands.reads()
    assert receipts.state.proven == ()
