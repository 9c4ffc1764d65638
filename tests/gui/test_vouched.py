"""With a centre's word too, what is shown is byte for byte what the case and the centre sign."""

from __future__ import annotations

import base64
import json

from stillmark.domain.answers import Eligibility
from stillmark.gui.presenters.preview import DataPresenter
from stillmark.gui.session import Session
from stillmark.services.access import CaseAccess
from stillmark.services.centre import CentreKey
from stillmark.services.exchange import Exchange
from stillmark.services.submit import SubmitService
from stillmark.vault.memory import MemoryJournal
from support.counterpart import NOW, Counterpart, items, picture
from takedown_protocol.sealing import open_request


def test_what_is_shown_of_a_vouched_submission_is_what_both_sign() -> None:
    counterpart, centre, access = Counterpart(), CentreKey.new(), CaseAccess.new()
    counterpart.centres[centre.key_id] = bytes.fromhex(centre.public_key)
    submit = SubmitService(Exchange(MemoryJournal(), clock=lambda: NOW), lambda: NOW)
    made = items(*(picture(number) for number in range(1, 121)))
    prepared = submit.prepare(counterpart.connected(), access, Eligibility.ADULT, made, centre=centre)
    session = Session(access=access, prepared=prepared)
    data = DataPresenter(session)
    data.show_exact(True)
    shown = []
    for index in range(len(prepared.documents)):
        data.show(index)
        shown.append(data.state.text.encode())
    submit.send(prepared, access, centre=centre)
    opened = [
        open_request(body, [counterpart.sealing], counterpart.root.key_id) for body in counterpart.bodies
    ]
    envelopes = [json.loads(envelope) for envelope in opened]
    assert len(shown) == len(envelopes) > 1
    assert [base64.b64decode(envelope["payload"]) for envelope in envelopes] == shown
    assert counterpart.vouched == [centre.key_id] * len(shown)
    for envelope, text in zip(envelopes, shown, strict=True):
        assert json.loads(text)["vouch"] == centre.key_id
        assert len(envelope["signatures"]) == 2
