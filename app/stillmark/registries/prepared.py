"""Requests to services of institutions: built to the byte, shown, and only then sent.

For support centres that have credentials of such a service; a person alone never needs them. What is shown is
what is sent, but for the secrets, which are put in at the last moment and stand as dots in the preview.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote_plus, urlsplit

import requests

from stillmark.domain.errors import AddressWrong, RegistryRefused, RegistryUnreachable
from stillmark.services.connect import is_this_computer

CONNECT_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 60.0
MAX_ANSWER_BYTES: Final = 256 * 1024
SECRET: Final = "••••"  # noqa: S105 - what stands for one


@dataclass(frozen=True, slots=True)
class Prepared:
    """One request.

    Attributes:
        method: HTTP method.
        url: whole address, without secrets.
        headers: without those that hold secrets.
        body: its bytes, without secrets.
        what: what it does, in one sentence for people.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    what: str

    def preview(self, secrets: Secrets) -> str:
        """Return the request as it would travel, with dots for the secrets."""
        headers, body = secrets.shown(self)
        lines = [f"{self.method} {self.url}", *(f"{name}: {value}" for name, value in headers.items())]
        return "\n".join([*lines, "", body.decode("utf-8")])


@dataclass(frozen=True, slots=True)
class Secrets:
    """What proves to a service who asks: HTTP Basic (RFC 7617), or a field of the form.

    Attributes:
        user, password: for HTTP Basic; both empty if there is none.
        form_field, form_value: of a form; both empty if there is none.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    form_field: str = ""
    form_value: str = field(default="", repr=False)

    def shown(self, prepared: Prepared) -> tuple[dict[str, str], bytes]:
        """Return headers and body with dots for the secrets."""
        return self._put_in(prepared, SECRET, SECRET)

    def real(self, prepared: Prepared) -> tuple[dict[str, str], bytes]:
        """Return headers and body as they travel."""
        basic = b64encode(f"{self.user}:{self.password}".encode()).decode()
        return self._put_in(prepared, basic, quote_plus(self.form_value))

    def _put_in(self, prepared: Prepared, basic: str, form_value: str) -> tuple[dict[str, str], bytes]:
        headers, body = dict(prepared.headers), prepared.body
        if self.user:
            headers["Authorization"] = f"Basic {basic}"
        if self.form_field:
            body += b"&" * bool(body) + f"{self.form_field}={form_value}".encode()
        return headers, body


def checked_base(address: str) -> str:
    """Return a service's address without a slash at its end.

    Raises:
        AddressWrong: not https, or not an address; http only reaches this computer.
    """
    parts = urlsplit(address)
    secure = parts.scheme == "https" or (parts.scheme == "http" and is_this_computer(address))
    if not parts.hostname or not secure or parts.query or parts.fragment or "@" in parts.netloc:
        raise AddressWrong("This is not the protected address of a service.")
    return address.rstrip("/")


def send(prepared: Prepared, secrets: Secrets, *, proxy: str | None = None) -> bytes:
    """Send a request once and return the untrusted answer (at most 256 KiB).

    Nothing of the environment decides where it goes; redirects are not followed, and nothing is repeated:
    none of these services promises that a repeat is harmless.

    Args:
        prepared: what was shown.
        secrets: put in now.
        proxy: `socks5h://...` that everything goes through, or None.

    Raises:
        RegistryUnreachable: no usable answer; whether it arrived is not known.
        RegistryRefused: the service said no; `reason` is its HTTP status.
    """
    headers, body = secrets.real(prepared)
    try:
        with requests.Session() as session:
            session.trust_env = False
            if proxy:
                session.proxies = {"http": proxy, "https": proxy}
            with session.request(
                prepared.method,
                prepared.url,
                data=body or None,
                headers=headers,
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as untrusted:
                status = untrusted.status_code
                answer = bytearray()
                for chunk in untrusted.iter_content(16 * 1024):
                    answer += chunk
                    if len(answer) > MAX_ANSWER_BYTES:
                        raise RegistryUnreachable("What answered sent more than this service would.")
    except requests.RequestException:
        # The error's own text may hold the address and what was in it.
        raise RegistryUnreachable(
            "The service could not be reached.", next_step="Check there whether it arrived, then try again."
        ) from None
    if 400 <= status < 500:
        raise RegistryRefused(
            f"http-{status}",
            f"The service did not accept this (HTTP {status}).",
            next_step="Check the credentials and what was sent with whoever runs the service.",
        )
    if not 200 <= status < 300:
        raise RegistryUnreachable(f"The service is out of order (HTTP {status}).")
    return bytes(answer)
