"""Requests to NCMEC's hash sharing and Meta's ThreatExchange; a server here imitates what is published.

Neither service itself was ever asked: there are no credentials.
"""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
from threatexchange.exchanges.clients.fb_threatexchange.api import ThreatExchangeAPI, is_valid_app_token
from threatexchange.exchanges.clients.ncmec import hash_api

from stillmark.domain.errors import AddressWrong, RegistryRefused, RegistryUnreachable, WrongUse
from stillmark.domain.media import Fingerprint
from stillmark.registries.meta_threatexchange import ThreatExchangeConnector
from stillmark.registries.ncmec import NAMESPACE, FingerprintType, Member, NcmecConnector
from stillmark.registries.prepared import MAX_ANSWER_BYTES, SECRET
from support.fingerprints import pdq
from takedown_hashing.vocabulary import HashType

TOKEN = "1234567890|abcdefghijklmnopqrstuvwxyz"
PDQ = Fingerprint(HashType.PDQ, "whole", pdq(0), quality=90)
STATUS = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<status xmlns="https://hashsharing.ncmec.org/hashsharing/v2">
  <ipAddress>127.0.0.1</ipAddress><username>u</username><member id="42">Member Example</member>
</status>"""


@dataclass
class Imitation:
    """Answers what it is told to, and keeps what it was asked."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def service() -> Iterator[Imitation]:
    imitation = Imitation()

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            imitation.asked.append((self.command, self.path, dict(self.headers), body))
            self.send_response(imitation.status)
            for name, value in imitation.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(imitation.body)))
            self.end_headers()
            self.wfile.write(imitation.body)

        do_GET = do_POST = do_PUT = do_DELETE = _handle

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    imitation.url = f"http://127.0.0.1:{server.server_port}"
    yield imitation
    server.shutdown()
    server.server_close()


@pytest.fixture
def meta(service: Imitation) -> ThreatExchangeConnector:
    return ThreatExchangeConnector(TOKEN, "777", base=f"{service.url}/v26.0")


@pytest.fixture
def ncmec(service: Imitation) -> NcmecConnector:
    return NcmecConnector("centre", "s3cret:word", base=f"{service.url}/npo")


def test_a_descriptor_is_what_was_shown_and_goes_to_one_group_alone(
    meta: ThreatExchangeConnector, service: Imitation
) -> None:
    service.body = b'{"success": true, "id": "5550001"}'
    (prepared,) = meta.prepare([PDQ], description="Handed in by a person", tags=["ncii", "stillmark"])
    shown = meta.preview(prepared)
    assert service.asked == [], "nothing leaves before it is sent"
    assert meta.submit(prepared) == "5550001"
    ((method, path, headers, body),) = service.asked
    assert (method, path) == ("POST", "/v26.0/threat_descriptors")
    assert parse_qs(body.decode()) == {
        "indicator": [PDQ.value],
        "type": ["HASH_PDQ"],
        "description": ["Handed in by a person"],
        "status": ["SUSPICIOUS"],
        "review_status": ["UNREVIEWED"],
        "share_level": ["AMBER"],
        "privacy_type": ["HAS_PRIVACY_GROUP"],
        "privacy_members": ["777"],
        "tags": ["ncii,stillmark"],
        "access_token": [TOKEN],
    }
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    # What was shown is what was sent, but for the token; and the token is in no address.
    assert shown.endswith(body.decode().replace(TOKEN.replace("|", "%7C"), SECRET))
    assert TOKEN.split("|")[1] not in shown + path + repr(meta._secrets)


def test_the_fields_are_those_that_the_published_client_submits(meta: ThreatExchangeConnector) -> None:
    api = ThreatExchangeAPI(TOKEN)
    assert is_valid_app_token(TOKEN)
    (prepared,) = meta.prepare([PDQ], description="x", tags=["a"])
    fields = {name: values[0] for name, values in parse_qs(prepared.body.decode()).items()}
    assert set(fields) <= set(api._POST_PARAM_NAMES.values())
    assert api._validate_post_params_for_submit(fields) is None


def test_a_descriptor_is_taken_back_by_its_id(meta: ThreatExchangeConnector, service: Imitation) -> None:
    service.body = b'{"success": true}'
    meta.withdraw(meta.prepare_withdrawal("5550001"))
    ((method, path, _, body),) = service.asked
    assert (method, path) == ("DELETE", "/v26.0/5550001")
    assert parse_qs(body.decode()) == {"access_token": [TOKEN]}
    service.body = b'{"success": false}'
    with pytest.raises(RegistryUnreachable):
        meta.withdraw(meta.prepare_withdrawal("5550001"))


@pytest.mark.parametrize(
    "wrong",
    [
        Fingerprint(HashType.PHASH, "whole", "ab" * 8),
        Fingerprint(HashType.SHA256, "file", "ab" * 32),
        Fingerprint(HashType.PDQ, "whole", pdq(0), quality=49),
        Fingerprint(HashType.PDQ, "whole", "0f" * 32, quality=90),
        Fingerprint(HashType.VPDQ, "frame", "0f" * 32, quality=90),
    ],
)
def test_only_fingerprints_that_platforms_can_use_are_handed_over(
    meta: ThreatExchangeConnector, wrong: Fingerprint
) -> None:
    with pytest.raises(WrongUse):
        meta.prepare([PDQ, wrong], description="x")


@pytest.mark.parametrize(
    "call",
    [
        lambda meta: meta.prepare([PDQ], description=""),
        lambda meta: meta.prepare([PDQ], description="two\nlines"),
        lambda meta: meta.prepare([PDQ], description="x", tags=["a,b"]),
        lambda meta: meta.prepare_withdrawal("1/../2"),
        lambda _: ThreatExchangeConnector("no token", "777"),
        lambda _: ThreatExchangeConnector(TOKEN, "all"),
        lambda _: NcmecConnector("", "x"),
        lambda _: NcmecConnector("a:b", "x"),
        lambda _: NcmecConnector("a", "x").prepare_upvote("1", "../2", FingerprintType.PDQ),
    ],
)
def test_what_cannot_be_meant_is_wrong_use(meta: ThreatExchangeConnector, call: Callable[[Any], Any]) -> None:
    with pytest.raises(WrongUse):
        call(meta)


@pytest.mark.parametrize(
    "address", ["http://hashsharing.example", "ftp://127.0.0.1", "https://a@b", "https://a/?b", "x"]
)
def test_credentials_do_not_travel_unprotected(address: str) -> None:
    with pytest.raises(AddressWrong):
        NcmecConnector("u", "p", base=address)
    with pytest.raises(AddressWrong):
        ThreatExchangeConnector(TOKEN, "777", base=address)


def test_ncmec_says_which_member_one_is(ncmec: NcmecConnector, service: Imitation) -> None:
    service.body = STATUS
    prepared = ncmec.prepare_status()
    assert "s3cret" not in ncmec.preview(prepared)
    assert ncmec.status(prepared) == Member(42, "Member Example")
    ((method, path, headers, _),) = service.asked
    assert (method, path) == ("GET", "/npo/v2/status")
    assert headers["Authorization"] == "Basic " + b64encode(b"centre:s3cret:word").decode()


def test_a_vote_is_byte_for_byte_what_the_published_client_sends(
    ncmec: NcmecConnector, service: Imitation
) -> None:
    ncmec.vote(ncmec.prepare_upvote("42", "image-1", FingerprintType.PDQ))
    published = hash_api.NCMECHashAPI("centre", "s3cret:word", hash_api.NCMECEnvironment.test_NGO)
    published._base_url = f"{service.url}/npo"
    published.submit_upvote(42, "image-1", hash_api.FingerprintType.pdq)
    ours, theirs = service.asked
    assert ours[:2] == theirs[:2] == ("PUT", "/npo/v2/entries/42/image-1/PDQ/feedback")
    assert ours[3] == theirs[3]
    for name in ("Authorization", "Content-Type"):
        assert ours[2][name] == theirs[2][name]
    assert ElementTree.fromstring(ours[3])[0].tag == f"{{{NAMESPACE}}}affirmative"


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + STATUS.split(b"?>")[1]


@pytest.mark.parametrize(
    ("status", "body", "headers", "expected"),
    [
        (200, b"", {}, RegistryUnreachable),
        (200, b"<html>sign in</html>", {}, RegistryUnreachable),
        (200, b"[1]", {}, RegistryUnreachable),
        (200, BOMB, {}, RegistryUnreachable),
        (200, STATUS.decode().encode("utf-16"), {}, RegistryUnreachable),
        (200, b"x" * (MAX_ANSWER_BYTES + 1), {}, RegistryUnreachable),
        (302, b"", {"Location": "/elsewhere"}, RegistryUnreachable),
        (401, b"", {}, RegistryRefused),
        (403, b'{"error":{}}', {}, RegistryRefused),
        (429, b"", {}, RegistryRefused),
        (500, b"", {}, RegistryUnreachable),
    ],
)
def test_every_bad_answer_is_a_typed_error_that_tells_no_secret(
    meta: ThreatExchangeConnector,
    ncmec: NcmecConnector,
    service: Imitation,
    status: int,
    body: bytes,
    headers: dict[str, str],
    expected: type[Exception],
) -> None:
    service.status, service.body, service.headers = status, body, headers
    (prepared,) = meta.prepare([PDQ], description="x")
    for call in (lambda: meta.submit(prepared), lambda: ncmec.status(ncmec.prepare_status())):
        with pytest.raises(expected) as raised:
            call()
        told = f"{raised.value!r} {raised.value}"
        assert not any(secret in told for secret in (TOKEN, "s3cret", PDQ.value))
    assert len(service.asked) == 2, "nothing is repeated, nothing is followed"


def test_a_service_that_is_not_there_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    connector = NcmecConnector("u", "p", base="http://127.0.0.1:9")
    with pytest.raises(RegistryUnreachable) as raised:
        connector.status(connector.prepare_status())
    assert raised.value.__cause__ is None
