"""Somebody with a case who talks to a real registry over HTTP, as an app does."""

from __future__ import annotations

import time

import requests

from takedown_protocol import app_side, puzzle
from takedown_protocol.descriptor import Descriptor, verify_descriptor
from takedown_protocol.identity import CaseSecret
from takedown_protocol.messages import Eligibility, ItemEntry
from takedown_protocol.replies import Receipt, StatusReply

SEALED = "application/takedown-sealed"


def fetch_descriptor(url: str, root_key_id: str) -> Descriptor:
    answer = requests.get(f"{url}/.well-known/takedown-registry", timeout=20)
    return verify_descriptor(answer.content, root_key_id=root_key_id, lowest_version=1, now=int(time.time()))


def post(url: str, body: bytes, content_type: str = SEALED, number: str | None = None) -> requests.Response:
    headers = {"Content-Type": content_type} | ({puzzle.HEADER: number} if number is not None else {})
    return requests.post(f"{url}/v1/messages", data=body, headers=headers, timeout=30)


class NetworkPerson:
    """Attributes: `keys` of the case, `descriptor` as verified at the start."""

    def __init__(self, url: str, root_key_id: str) -> None:
        self.url = url
        self.keys = CaseSecret.generate().keys()
        self.descriptor = fetch_descriptor(url, root_key_id)

    def prepare(self, *items: ItemEntry) -> app_side.PreparedMessage:
        (prepared,) = app_side.prepare_submission(
            self.keys, self.descriptor, now=int(time.time()), eligibility=Eligibility.ADULT, items=items
        )
        return prepared

    def sealed(self, prepared: app_side.PreparedMessage) -> bytes:
        return app_side.seal(prepared, self.descriptor, int(time.time()))

    def send(self, prepared: app_side.PreparedMessage) -> app_side.Answer:
        number = puzzle.solve(prepared.payload_sha256, self.descriptor.puzzle_bits)
        answer = post(self.url, self.sealed(prepared), number=number)
        assert answer.status_code == 200, answer.status_code
        assert answer.headers["Content-Type"] == SEALED
        return app_side.open_answer(prepared, self.descriptor, answer.content)

    def submit(self, *items: ItemEntry) -> Receipt:
        answer = self.send(self.prepare(*items))
        assert isinstance(answer, app_side.VerifiedReceipt)
        return answer.receipt

    def withdraw(self) -> Receipt:
        (prepared,) = app_side.prepare_withdrawal(
            self.keys, self.descriptor, now=int(time.time()), item_ids=None
        )
        answer = self.send(prepared)
        assert isinstance(answer, app_side.VerifiedReceipt)
        return answer.receipt

    def status(self) -> StatusReply:
        answer = self.send(app_side.prepare_status_request(self.keys, self.descriptor, now=int(time.time())))
        assert isinstance(answer, StatusReply)
        return answer

    def states(self, platform: str) -> list[str]:
        return [
            row.state.value for item in self.status().items for row in item.platforms if row.name == platform
        ]
