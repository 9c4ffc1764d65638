"""One bank of a Hasher-Matcher-Actioner, by its bank API.

Shapes as version 1.1.7 of `hasher-matcher-actioner` (facebook/ThreatExchange) answers them:

    GET    /c/bank/NAME                                   200 {"name", ...} | 404
    POST   /c/banks {"name"}                              201 | 400 wrong name | 403 exists
    POST   /c/bank/NAME/signal {"pdq": hex}               200 {"id", "signals"}; each call adds another
    GET    /c/bank/NAME/content/ID?include_signals=true   200 {"id", "bank": {"name"}, "signals"} | 404
    DELETE /c/bank/NAME/content/ID                        200 {"deleted": 0 or 1}
    GET    /m/raw_lookup?signal_type=pdq&signal=hex&banks=NAME&include_distance=true
                                                          200 {"matches": [{"bank_content_id", "distance"}]}

Showing and deleting go by the id alone: HMA does neither check that the content is of the named bank. So
this does, before it deletes. HMA has no authentication of its own; its address has to be one that only the
platform's own machines reach.
"""

from __future__ import annotations

import threading
from typing import Any, Final
from urllib.parse import quote, urlsplit

import requests

_PDQ: Final = "pdq"


class HmaProblem(Exception):
    """HMA could not be reached, or did not do what was asked; the text says what."""


class HmaBank:
    """Adds to and deletes from one bank. Safe to use from several threads."""

    def __init__(self, address: str, name: str, *, seconds: float = 30.0) -> None:
        """Prepare; nothing is sent yet.

        Args:
            address: of HMA, http(s).
            name: of the bank, in capitals with underscores; this bank is written by nobody else.
            seconds: time-out per request.

        Raises:
            ValueError: the address cannot be one.
        """
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("HMA's address begins with http:// or https://")
        self.address = parts._replace(query="", fragment="").geturl().rstrip("/")
        self.name = name
        self._bank = f"/c/bank/{quote(name, safe='')}"
        self._seconds = seconds
        self._per_thread = threading.local()

    def ensure(self) -> None:
        """Make the bank if there is none.

        Raises:
            HmaProblem: there is none and it cannot be made.
        """
        if self._ask("GET", self._bank, good=(200, 404)) is None:
            self._ask("POST", "/c/banks", body={"name": self.name}, good=(201,))

    def add(self, value: str) -> int:
        """Add a content with one PDQ hash and return its id. Repeating adds another.

        Raises:
            HmaProblem: it is not known whether it was added.
        """
        return _id(self._ask("POST", f"{self._bank}/signal", body={_PDQ: value}, good=(200, 201)), "id")

    def value_of(self, content_id: int) -> str | None:
        """Return the PDQ hash of a content, or None if this bank has no such content.

        Raises:
            HmaProblem: no usable answer.
        """
        found = self._ask(
            "GET",
            f"{self._bank}/content/{content_id}",
            parameters={"include_signals": "true", "include_metadata": "false"},
            good=(200, 404),
        )
        try:
            if found is None or found["bank"]["name"] != self.name:
                return None
            value = found["signals"].get(_PDQ)
        except (KeyError, TypeError, AttributeError):
            raise HmaProblem("HMA answered with something else than a content") from None
        return None if value is None else str(value)

    def delete(self, content_id: int, value: str) -> bool:
        """Delete a content if it is of this bank and has this hash; returns whether it was there.

        Raises:
            HmaProblem: it is not known whether it was deleted.
        """
        if self.value_of(content_id) != value:
            return False
        self._ask("DELETE", f"{self._bank}/content/{content_id}", good=(200, 404))
        return True

    def indexed(self, value: str) -> tuple[int, ...]:
        """Return contents of this bank that HMA's index has with exactly this hash; none if it has no index.

        Raises:
            HmaProblem: HMA could not be reached.
        """
        found = self._ask(
            "GET",
            "/m/raw_lookup",
            parameters={
                "signal_type": _PDQ,
                "signal": value,
                "banks": self.name,
                "include_distance": "true",
            },
            good=(200, 400, 403, 404, 503),
            else_none=True,
        )
        if found is None:
            return ()
        try:
            return tuple(_id(each, "bank_content_id") for each in found["matches"] if each["distance"] == "0")
        except (KeyError, TypeError):
            raise HmaProblem("HMA answered a lookup with something else than matches") from None

    def _ask(
        self,
        method: str,
        path: str,
        *,
        good: tuple[int, ...],
        parameters: dict[str, str] | None = None,
        body: dict[str, str] | None = None,
        else_none: bool = False,
    ) -> dict[str, Any] | None:
        """Return the answer's JSON object, None for 404 (or for whatever is not 200, if `else_none`)."""
        try:
            answer = self._session.request(
                method,
                self.address + path,
                params=parameters,
                json=body,
                timeout=self._seconds,
                allow_redirects=False,
            )
            if answer.status_code not in good:
                raise HmaProblem(f"HMA answered {answer.status_code} to {method} {path}")
            if answer.status_code == 404 or (else_none and answer.status_code != 200):
                return None
            untrusted = answer.json()
        except requests.RequestException as error:
            # Its text may hold the address with a hash in it.
            raise HmaProblem(f"HMA: {type(error).__name__} at {method} {path}") from None
        if not isinstance(untrusted, dict):
            raise HmaProblem(f"HMA answered {method} {path} with something else than a JSON object")
        return untrusted

    @property
    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._per_thread, "session", None)
        if session is None:
            session = self._per_thread.session = requests.Session()
            session.trust_env = False
        return session


def _id(untrusted: Any, name: str) -> int:
    try:
        found = untrusted[name]
    except (KeyError, TypeError):
        found = None
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise HmaProblem("HMA answered without the id of a content")
    return found
