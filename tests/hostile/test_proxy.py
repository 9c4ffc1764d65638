"""A SOCKS5 proxy (as of Tor) carries everything or nothing; the environment decides about nothing.

Real proxies and real listeners on this computer; the environment is set for a real process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stillmark.domain.errors import AddressWrong, RegistryUnreachable
from stillmark.domain.unreachable import UnreachableReason as Reason
from stillmark.registries.proxy import SocksProxy
from stillmark.registries.takedown import ATTEMPTS, TakedownConnection, TakedownConnector
from stillmark.registries.transport import Network, Patience
from support.network import Asked, Authority, answer, closed_port, proxying, say, serving

APP = Path(__file__).parents[2] / "app"
SHORT = Patience(connect=0.6, silence=0.4, attempt=0.8, call=2.5)
ONION = f"{'a' * 56}.onion"


def through(proxy_url: str, address: str, authorities: Path | None = None) -> TakedownConnection:
    network = Network(SocksProxy.parse(proxy_url), authorities, SHORT)
    wire = TakedownConnector(network).connect(address)
    wire._pause = lambda _: None
    return wire


def refused(wire: TakedownConnection) -> Reason:
    with pytest.raises(RegistryUnreachable) as caught:
        wire.post_message(b"sealed", "0" * 16)
    return caught.value.reason


def test_names_are_found_at_the_proxy_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    authority = Authority(tmp_path)
    asked: list[object] = []
    look_up = socket.getaddrinfo

    def listening(host: object, *more: object, **named: object) -> object:
        asked.append(host)
        return look_up(host, *more, **named)  # type: ignore[arg-type]

    context = authority.context("registry.example")
    with (
        serving(answer(200, b"reply"), context=context) as server,
        proxying({("registry.example", 443): ("127.0.0.1", server.port)}) as proxy,
    ):
        monkeypatch.setattr(socket, "getaddrinfo", listening)
        wire = through(proxy.url, "https://registry.example", authority.file)
        assert wire.post_message(b"sealed", "0" * 16) == b"reply"
        assert server.names == ["registry.example"]
        assert "registry.example" not in asked, "the name was asked of this computer's name server"
        assert [(one.kind, one.host, one.port) for one in proxy.asked] == [(3, "registry.example", 443)]
        assert b"sealed" not in proxy.carried, "TLS goes through to the registry"


@pytest.mark.parametrize(("host", "kind"), [("127.0.0.1", 1), ("::1", 4)])
def test_addresses_go_through_it_too_even_those_of_this_computer(host: str, kind: int) -> None:
    with (
        serving(answer(200, b"reply"), host=host) as server,
        proxying({(host, server.port): (host, server.port)}) as proxy,
    ):
        assert through(proxy.url, server.url).post_message(b"sealed", "0" * 16) == b"reply"
        assert [(one.kind, one.host) for one in proxy.asked] == [(kind, host)]
        assert proxy.carried == server.heard[0].raw


def test_an_onion_service_needs_no_https_and_is_never_asked_of_a_name_server() -> None:
    with (
        serving(answer(200, b"reply")) as server,
        proxying({(ONION, 80): ("127.0.0.1", server.port)}) as proxy,
    ):
        assert through(proxy.url, f"http://{ONION}").fetch_descriptor() == b"reply"
    with pytest.raises(AddressWrong, match="Tor"):
        TakedownConnector().connect(f"http://{ONION}")


def test_every_message_has_a_path_of_its_own_and_its_repeats_keep_it() -> None:
    with (
        serving(answer(500), answer(200, b"reply")) as server,
        proxying({("127.0.0.1", server.port): ("127.0.0.1", server.port)}) as proxy,
    ):
        wire = through(proxy.url, server.url)
        wire.post_message(b"one", "0" * 16)
        wire.post_message(b"two", "0" * 16)
        through(proxy.url, server.url).fetch_descriptor()
    names = [(one.username, one.password) for one in proxy.asked]
    assert names[0] == names[1], "a repeat of the same message"
    assert len(set(names)) == 3
    assert all(len(part) == 16 for pair in names for part in pair)


def test_a_proxy_with_a_password_gets_it() -> None:
    with serving(answer(200, b"reply")) as server:
        routes = {("127.0.0.1", server.port): ("127.0.0.1", server.port)}
        with proxying(routes, methods=(2,)) as proxy:
            url = proxy.url.replace("//", "//na%40me:w%3Aord@")
            assert through(url, server.url).post_message(b"sealed", "0" * 16) == b"reply"
            assert (proxy.asked[0].username, proxy.asked[0].password) == ("na@me", "w:ord")
            assert "w:ord" not in repr(SocksProxy.parse(url))


def test_a_proxy_without_passwords_is_used() -> None:
    with serving(answer(200, b"reply")) as server:
        routes = {("127.0.0.1", server.port): ("127.0.0.1", server.port)}
        with proxying(routes, methods=(0,)) as proxy:
            assert through(proxy.url, server.url).post_message(b"sealed", "0" * 16) == b"reply"
            assert proxy.asked == [Asked(1, "127.0.0.1", server.port)]


# Failing closed


def test_a_proxy_that_is_down_is_never_gone_around() -> None:
    with serving(answer(200, b"reply")) as server:
        wire = through(f"socks5h://127.0.0.1:{closed_port()}", server.url)
        assert refused(wire) is Reason.PROXY_SILENT
        with pytest.raises(RegistryUnreachable):
            wire.fetch_descriptor()
        time.sleep(0.1)
        assert server.connections == 0, "a packet reached the registry directly"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"methods": (0xFE,)}, Reason.PROXY_REFUSED),
        ({"accepts": False}, Reason.PROXY_REFUSED),
        *(({"verdict": code}, Reason.PROXY_REFUSED) for code in range(1, 9)),
        ({"routes": {}}, Reason.PROXY_REFUSED),
    ],
)
def test_a_proxy_that_refuses_is_never_gone_around(options: dict[str, object], reason: Reason) -> None:
    with serving(answer(200, b"reply")) as server:
        routes = options.pop("routes", {("127.0.0.1", server.port): ("127.0.0.1", server.port)})
        with proxying(routes, **options) as proxy:  # type: ignore[arg-type]
            assert refused(through(proxy.url, server.url)) is reason
            assert server.connections == 0


@pytest.mark.parametrize(
    "said",
    [
        say(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        say(b""),
        say(b"\x05"),
        say(b"\x04\x00"),
        say(b"\x05\x00", b"\x05\x00\x00\x09" + bytes(6), every=0.01),
        say(b"\x05\x00", b"\x05\x00\x00\x03\xff" + bytes(5), every=0.01),
        say(b"\x05\x00", *[b"\x05"] * 90, every=0.05),
        lambda connected: time.sleep(1.2),
    ],
    ids=["HTTP", "hang-up", "half", "version 4", "odd kind", "short address", "dripping", "silence"],
)
def test_what_is_no_proxy_is_never_gone_around(said: object) -> None:
    def reading_little(connected: object) -> None:
        said(_Eager(connected))  # type: ignore[operator]

    with serving(answer(200, b"reply")) as server, serving(reading_little) as odd:
        began = time.monotonic()
        wire = through(f"socks5h://127.0.0.1:{odd.port}", server.url)
        assert refused(wire) in (Reason.PROXY_REFUSED, Reason.BROKE_OFF, Reason.TOO_SLOW)
        assert time.monotonic() - began < SHORT.call + 0.5
        assert server.connections == 0
        assert odd.connections <= ATTEMPTS


class _Eager:
    """A socket on which whatever comes first is a whole request."""

    def __init__(self, connected: object) -> None:
        self._connected = connected

    def recv(self, size: int) -> bytes:
        return self._connected.recv(size) + b"\r\n\r\n"  # type: ignore[attr-defined, no-any-return]

    def __getattr__(self, name: str) -> object:
        return getattr(self._connected, name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "127.0.0.1:9050",
        "socks5://127.0.0.1:9050",
        "socks4://127.0.0.1:9050",
        "http://127.0.0.1:9050",
        "socks5h://127.0.0.1",
        "socks5h://127.0.0.1:0",
        "socks5h://127.0.0.1:99999",
        "socks5h://:9050",
        "socks5h://[::1",
        "socks5h://127.0.0.1:9050/path",
        "socks5h://127.0.0.1:9050?a",
        "socks5h://name@127.0.0.1:9050",
        f"socks5h://{'n' * 128}:word@127.0.0.1:9050",
    ],
)
def test_what_is_no_setting_of_a_proxy_is_wrong_and_not_ignored(text: str) -> None:
    with pytest.raises(AddressWrong):
        SocksProxy.parse(text)


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("socks5h://127.0.0.1:9050", "127.0.0.1", 9050),
        (" SOCKS5H://localhost:9150/ ", "localhost", 9150),
        ("socks5h://[::1]:1", "::1", 1),
    ],
)
def test_settings_of_a_proxy(text: str, host: str, port: int) -> None:
    assert SocksProxy.parse(text) == SocksProxy(host, port)


# The environment

FETCH = """
import json, sys
from pathlib import Path
from stillmark.domain.errors import RegistryUnreachable
from stillmark.registries.takedown import TakedownConnector
from stillmark.registries.proxy import SocksProxy
from stillmark.registries.transport import Network
address, authorities, proxy = sys.argv[1:]
network = Network(SocksProxy.parse(proxy) if proxy else None, Path(authorities) if authorities else None)
wire = TakedownConnector(network).connect(address)
try:
    print(json.dumps(wire.post_message(b"sealed", "0" * 16).decode()))
except RegistryUnreachable as error:
    print(json.dumps({"reason": error.reason}))
"""


def fetch(address: str, environment: dict[str, str], authorities: str = "", proxy: str = "") -> object:
    done = subprocess.run(
        [sys.executable, "-c", FETCH, address, authorities, proxy],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(APP), **environment},
        capture_output=True,
        timeout=60,
        check=True,
        cwd=environment.get("HOME", "/"),
    )
    assert done.stderr == b""
    return json.loads(done.stdout)


def test_no_variable_of_the_environment_has_an_effect(tmp_path: Path) -> None:
    """What each variable would do to a real process is listened for, and nothing comes."""
    authority, stranger = Authority(tmp_path), Authority(tmp_path, "Somebody else")
    home = tmp_path / "home"
    home.mkdir()
    (home / "folder").mkdir()
    (home / "stolen.pem").write_bytes(stranger.file.read_bytes())
    (home / ".netrc").write_text("machine 127.0.0.1 login taken password taken\ndefault login a password b\n")
    (home / ".netrc").chmod(0o600)
    with (
        serving(answer(200, b"taken")) as trap,
        serving(answer(200, b"reply"), context=authority.context("127.0.0.1")) as server,
        serving(answer(200, b"taken"), context=stranger.context("127.0.0.1")) as impostor,
    ):
        names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY", "SOCKS_PROXY", "SOCKS_SERVER")
        environment = {
            form: f"http://127.0.0.1:{trap.port}" for name in names for form in (name, name.lower())
        } | {
            "NO_PROXY": "",
            "no_proxy": "",
            "HOME": str(home),
            "NETRC": str(home / ".netrc"),
            "SSLKEYLOGFILE": str(home / "keys.log"),
            "REQUESTS_CA_BUNDLE": str(stranger.file),
            "CURL_CA_BUNDLE": str(stranger.file),
            "SSL_CERT_FILE": str(stranger.file),
            "SSL_CERT_DIR": str(home),
            "PYTHONHTTPSVERIFY": "0",
            "REQUEST_METHOD": "GET",
        }
        before = sorted(home.rglob("*"))
        good = fetch(server.url, environment, str(authority.file))
        bad = fetch(impostor.url, environment, str(authority.file))
        bundled = fetch(impostor.url, environment)
        assert good == "reply"
        assert bad == {"reason": "not-secure"}
        assert bundled == {"reason": "not-secure"}
        assert trap.connections == 0, "a proxy of the environment was used"
        assert b"uthorization" not in server.heard[0].raw, ".netrc was used"
        assert b"taken" not in server.heard[0].raw
        assert sorted(home.rglob("*")) == before, "keys of the connection were written down"


def test_no_proxy_does_not_exempt_an_address_from_the_proxy_that_was_set(tmp_path: Path) -> None:
    with serving(answer(200, b"reply")) as server:
        everything = {"NO_PROXY": "*", "no_proxy": "*", "HOME": str(tmp_path)}
        down = f"socks5h://127.0.0.1:{closed_port()}"
        assert fetch(server.url, everything, proxy=down) == {"reason": "proxy-silent"}
        assert server.connections == 0
        with proxying({("127.0.0.1", server.port): ("127.0.0.1", server.port)}) as proxy:
            assert fetch(server.url, everything, proxy=proxy.url) == "reply"
            assert len(proxy.asked) == 1


def test_the_traps_would_catch_another_program(tmp_path: Path) -> None:
    """The control of the test above: the same variables do lead a common library astray."""
    code = "import requests, sys; print(requests.post(sys.argv[1], data=b'x').text)"
    with serving(answer(200, b"taken")) as trap:
        done = subprocess.run(
            [sys.executable, "-c", code, "http://registry.example/"],
            env={"PATH": os.environ["PATH"], "HTTP_PROXY": f"http://127.0.0.1:{trap.port}"},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert done.stdout == "taken\n"
        assert trap.connections == 1
