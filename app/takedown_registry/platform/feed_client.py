"""Speaks the platform feed: pages of records in, acknowledgements and feedback out.

There is no public specification of this interface; the reference is the `StopNCIIAPI` client of
`threatexchange` 1.2.17. `Acknowledge` and `ackToken` are this registry's own addition to it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import requests

SUBSCRIPTION_HEADER: Final = "Ocp-Apim-Subscription-Key"
FUNCTION_HEADER: Final = "x-functions-key"
FROM_THE_START: Final = 10
"""`startTimestamp` of a reader that holds nothing: it is sent no tombstones."""
IMAGE_PDQ: Final = "ImagePDQ"
TOMBSTONE_SECONDS: Final = 90 * 24 * 3600
"""So long a withdrawn hash stays in the feed; a reader that stayed away longer has to begin anew."""
STALE_SECONDS: Final = 80 * 24 * 3600
"""After so long a reader begins anew: the tombstones' time less a margin for wrong clocks."""
GONE: Final = 410
_PAGE_SIZE: Final = 800
_KEY_FILE_LIMIT: Final = 64 * 1024
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


class FeedProblem(Exception):
    """The feed could not be read or written; what was not confirmed comes again.

    Attributes:
        status: HTTP status of the answer, or None if there was none.
    """

    def __init__(self, text: str, status: int | None = None) -> None:
        self.status = status
        super().__init__(text)


class KeysWrong(ValueError):
    """The keys of a platform cannot be used; the text says why and never repeats one."""


@dataclass(frozen=True, slots=True)
class FeedKeys:
    """What a platform was given at enrolment (`takedown-registry platform add`)."""

    subscription_key: str = field(repr=False)
    fetch_function_key: str = field(repr=False)
    feedback_function_key: str = field(repr=False)
    acknowledge_function_key: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> FeedKeys:
        """Read what `takedown-registry platform add --json` printed.

        Raises:
            KeysWrong: it is something else, or a key is missing.
        """
        try:
            untrusted = json.loads(text)
            keys = [untrusted[name] for name in cls.__slots__]
        except (ValueError, KeyError, TypeError):
            keys = [None]
        if not all(isinstance(key, str) and key and key.isascii() and key.isprintable() for key in keys):
            raise KeysWrong("the keys are not what `takedown-registry platform add --json` printed")
        return cls(*keys)

    @classmethod
    def read(cls, file: Path) -> FeedKeys:
        """Read a file with what `takedown-registry platform add --json` printed.

        Raises:
            KeysWrong: it cannot be read, others on this computer could read it too, or it is something else.
        """
        try:
            with file.expanduser().open("rb") as opened:
                if os.name == "posix" and os.fstat(opened.fileno()).st_mode & 0o077:
                    raise KeysWrong(f"others can read {file.name}; make it private first: chmod 600")
                return cls.parse(opened.read(_KEY_FILE_LIMIT).decode("utf-8", "replace"))
        except OSError as error:
            raise KeysWrong(f"{file.name} cannot be read: {error.strerror}") from None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one source says about a hash: another platform, or a support centre that vouches."""

    source: str
    value: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One hash of the feed; replaces what was known about it before.

    Attributes:
        signal: `ImagePDQ` or `VideoMD5`.
        value: lower-case hexadecimal digits.
        active: whether any case still asks for it; if not, whoever holds it deletes it.
        cases: opaque numbers of the cases that ask for it.
        withdrawn_cases: of those that no longer do.
        feedback: what others say.
    """

    signal: str
    value: str
    active: bool
    cases: frozenset[str]
    withdrawn_cases: frozenset[str]
    feedback: tuple[Feedback, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the feed.

    Attributes:
        records: in order of change.
        newest: stamp of the newest record of this page: where to start once this page is stored.
        token: of the next page, or None at the end.
        ack_token: to acknowledge once this page has been carried out.
    """

    records: tuple[Record, ...]
    newest: int
    token: str | None
    ack_token: str

    @property
    def withdrawals(self) -> bool:
        """Whether anything in it was withdrawn, if only one of several cases."""
        return any(record.withdrawn_cases or not record.active for record in self.records)


class FeedClient:
    """One platform's access to one registry's feed. One thread at a time."""

    def __init__(self, address: str, keys: FeedKeys, *, seconds: float = 30.0) -> None:
        """Prepare; nothing is sent yet.

        Args:
            address: of the registry, without `/v1`; https, or http on this computer.
            keys: of the platform.
            seconds: time-out per request.

        Raises:
            ValueError: keys would travel unprotected to this address.
        """
        self.address = checked_address(address)
        self._keys = keys
        self._seconds = seconds
        self._session = requests.Session()
        self._session.trust_env = False  # keys never go through a proxy that the environment names

    def pages(self, start: int, *, token: str | None = None, page_size: int = _PAGE_SIZE) -> Iterator[Page]:
        """Yield the pages from a stamp on, or from a page token of the same start.

        Raises:
            FeedProblem: it broke off; status 400 with a token: the registry no longer knows the token; GONE:
                it was restored from a backup and no longer knows what the stamp stands for: begin anew.
        """
        while True:
            page = self.page(start, token=token, page_size=page_size)
            yield page
            if page.token is None:
                return
            token = page.token

    def page(self, start: int, *, token: str | None = None, page_size: int = _PAGE_SIZE) -> Page:
        """Return one page.

        Raises:
            FeedProblem: there is none, or it cannot be read.
        """
        parameters: dict[str, str | int] = {"startTimestamp": start, "pageSize": page_size}
        if token is not None:
            parameters["nextPageToken"] = token
        untrusted = self._ask("GET", "FetchHashes", self._keys.fetch_function_key, parameters=parameters)
        try:
            return _read_page(untrusted)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise FeedProblem("the registry sent a page that cannot be read") from None

    def acknowledge(self, ack_token: str) -> None:
        """Confirm that everything up to the page of this token has been carried out.

        Raises:
            FeedProblem: it was not taken; status 400: the registry does not know the token.
        """
        self._ask("POST", "Acknowledge", self._keys.acknowledge_function_key, body={"ackToken": ack_token})

    def give_feedback(self, values: Iterable[str], feedback: str, tags: Iterable[str] = ()) -> None:
        """Tell what became of matches (`PendingReview`, `Blocked`, `NotBlocked`, ...).

        Raises:
            FeedProblem: it was not taken.
        """
        said = {"feedbackValue": feedback, "tags": sorted(set(tags))}
        listed = [{"hashValue": value, **said} for value in sorted(set(values))]
        self._ask(
            "POST",
            "SubmitFeedback",
            self._keys.feedback_function_key,
            body={"count": len(listed), "hashFeedbacks": listed},
        )

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _ask(
        self,
        method: str,
        endpoint: str,
        key: str,
        *,
        parameters: dict[str, str | int] | None = None,
        body: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        headers = {SUBSCRIPTION_HEADER: self._keys.subscription_key, FUNCTION_HEADER: key}
        try:
            answer = self._session.request(
                method,
                f"{self.address}/v1/{endpoint}",
                params=parameters,
                json=body,
                headers=headers,
                timeout=self._seconds,
                allow_redirects=False,
            )
            if answer.status_code != 200:
                raise FeedProblem(
                    f"{endpoint}: the registry answered {answer.status_code}", answer.status_code
                )
            untrusted = answer.json()
        except requests.RequestException as error:
            # Its text names the address with its parameters; only what kind it was goes on.
            raise FeedProblem(f"{endpoint}: {type(error).__name__}") from None
        if not isinstance(untrusted, dict):
            raise FeedProblem(f"{endpoint}: not a JSON object")
        return untrusted


def checked_address(address: str) -> str:
    """Return an address without its trailing slash and fragment.

    Raises:
        ValueError: not http(s), or plain http to another computer, which would show keys and hashes.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an address begins with https://")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ValueError("plain http reaches this computer only; another one needs https")
    return parts._replace(query="", fragment="").geturl().rstrip("/")


def _read_page(untrusted: dict[str, Any]) -> Page:
    token = untrusted["nextPageToken"] if untrusted["hasMoreRecords"] else None
    if not isinstance(token, str | None):
        raise TypeError
    return Page(
        tuple(_read_record(each) for each in untrusted["hashRecords"]),
        int(untrusted["nextSetTimestamp"]),
        token,
        str(untrusted["ackToken"]),
    )


def _read_record(untrusted: Any) -> Record:
    states = untrusted["caseNumbers"].items()
    return Record(
        str(untrusted["signalType"]),
        str(untrusted["hashValue"]).lower(),
        untrusted["hashStatus"] == "Active",
        frozenset(str(number) for number, state in states if state == "Active"),
        frozenset(str(number) for number, state in states if state != "Active"),
        tuple(
            Feedback(str(each["source"]), str(each["feedbackValue"]), tuple(str(tag) for tag in each["tags"]))
            for each in untrusted["CSPFeedbacks"]
        ),
    )
