"""Collects a registry's feed into a bank, honours withdrawals, confirms them, gives feedback.

For platforms whose matching software does not already speak the feed's interface, or that want withdrawals
honoured: the stock client turns a withdrawn record into a live one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import requests

SUBSCRIPTION_HEADER: Final = "Ocp-Apim-Subscription-Key"
FUNCTION_HEADER: Final = "x-functions-key"
FROM_THE_START: Final = 10
IMAGE_PDQ: Final = "ImagePDQ"


class FeedProblem(Exception):
    """The feed could not be read or written; what was not confirmed comes again."""


class HashBank(Protocol):
    """Where a platform keeps hashes; both must be harmless if repeated."""

    def add(self, value: str) -> None:
        """Hold a hash."""
        ...

    def remove(self, value: str) -> bool:
        """Let go of a hash; returns whether it was held."""
        ...


@dataclass(frozen=True, slots=True)
class FeedKeys:
    """What a platform was given at enrolment (`takedown-registry platform add`)."""

    subscription_key: str = field(repr=False)
    fetch_function_key: str = field(repr=False)
    feedback_function_key: str = field(repr=False)
    acknowledge_function_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one pull changed in the bank.

    Attributes:
        cases: per hash that was (or again was) added, the opaque numbers of its active cases.
        removed: hashes that were held and no longer are.
    """

    cases: dict[str, frozenset[str]]
    removed: tuple[str, ...]


class Puller:
    """Keeps a bank equal to a registry's feed. One thread at a time.

    Attributes:
        checkpoint: where the next pull starts; keep it with the bank, and only after the bank is safe.
    """

    def __init__(
        self,
        address: str,
        keys: FeedKeys,
        bank: HashBank,
        *,
        checkpoint: int = FROM_THE_START,
        page_size: int = 800,
        seconds: float = 30.0,
    ) -> None:
        """Prepare; nothing is sent yet.

        Args:
            address: of the registry, without `/v1`.
            keys: of the platform.
            bank: is written to.
            checkpoint: of an earlier puller of the same bank.
            page_size: records per page.
            seconds: time-out per request.
        """
        self._base = address.rstrip("/") + "/v1/"
        self._keys = keys
        self._bank = bank
        self._page_size = page_size
        self._seconds = seconds
        self.checkpoint = checkpoint
        self._session = requests.Session()
        self._session.trust_env = False  # keys never go through a proxy that the environment names

    def pull(self) -> Pulled:
        """Collect everything new, page by page, then confirm the withdrawals that were carried out.

        Raises:
            FeedProblem: it broke off; what came so far is in the bank, and the next pull continues there.
        """
        cases: dict[str, frozenset[str]] = {}
        removed: list[str] = []
        token: str | None = None
        while True:
            parameters: dict[str, str | int] = {
                "startTimestamp": self.checkpoint,
                "pageSize": self._page_size,
            }
            if token is not None:
                parameters["nextPageToken"] = token
            page = self._ask("GET", "FetchHashes", self._keys.fetch_function_key, parameters=parameters)
            try:
                withdrawals = self._apply(page["hashRecords"], cases, removed)
                following = int(page["nextSetTimestamp"])
                token = page["nextPageToken"] if page["hasMoreRecords"] else None
                acknowledgement = str(page["ackToken"])
            except (KeyError, TypeError, ValueError) as error:
                raise FeedProblem("the registry sent a page that cannot be read") from error
            if withdrawals:
                self._ask(
                    "POST",
                    "Acknowledge",
                    self._keys.acknowledge_function_key,
                    body={"ackToken": acknowledgement},
                )
            if token is None:
                # Only at the end: the pages of one sync belong to its own start.
                self.checkpoint = max(self.checkpoint, following)
                return Pulled(cases, tuple(removed))

    def give_feedback(self, values: Iterable[str], feedback: str, tags: Iterable[str] = ()) -> None:
        """Tell the registry what became of matches (`PendingReview`, `Blocked`, `NotBlocked`, ...).

        Raises:
            FeedProblem: it was not taken.
        """
        listed = [
            {"hashValue": value, "feedbackValue": feedback, "tags": list(tags)}
            for value in sorted(set(values))
        ]
        self._ask(
            "POST",
            "SubmitFeedback",
            self._keys.feedback_function_key,
            body={"count": len(listed), "hashFeedbacks": listed},
        )

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _apply(self, untrusted_records: Any, cases: dict[str, frozenset[str]], removed: list[str]) -> bool:
        """Carry a page out; returns whether it tells of withdrawals, which have to be confirmed."""
        withdrawals = False
        for record in untrusted_records:
            # A case that was withdrawn while others stay has to be confirmed as well.
            withdrawals |= "Withdrawn" in record["caseNumbers"].values()
            if record["signalType"] != IMAGE_PDQ:
                continue
            value = str(record["hashValue"])
            if record["hashStatus"] == "Active":
                self._bank.add(value)
                cases[value] = frozenset(
                    number for number, state in record["caseNumbers"].items() if state == "Active"
                )
            else:
                cases.pop(value, None)
                if self._bank.remove(value):
                    removed.append(value)
                withdrawals = True
        return withdrawals

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
                self._base + endpoint,
                params=parameters,
                json=body,
                headers=headers,
                timeout=self._seconds,
                allow_redirects=False,
            )
            answer.raise_for_status()
            untrusted = answer.json()
        except requests.RequestException as error:
            # Its text names the address with its parameters; only what kind it was goes on.
            raise FeedProblem(f"{endpoint}: {type(error).__name__}") from None
        if not isinstance(untrusted, dict):
            raise FeedProblem(f"{endpoint}: not a JSON object")
        return untrusted
