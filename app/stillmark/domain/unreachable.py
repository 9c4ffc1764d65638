"""Why no answer of a registry came that can be used, and what a person can do about each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class UnreachableReason(StrEnum):
    """Why a registry could not be reached. Stable words, for translation."""

    NO_ANSWER = "no-answer"
    """Nobody answers there, or there is no network."""
    NAME_UNKNOWN = "name-unknown"
    """The name of the registry's computer could not be found, or not in time."""
    NOT_SECURE = "not-secure"
    """TLS failed: a certificate of somebody else, of nobody known, or an old version."""
    CERTIFICATE_DATES = "certificate-dates"
    """The certificate is over, by this computer's clock."""
    TOO_SLOW = "too-slow"
    """It did not end in time."""
    BROKE_OFF = "broke-off"
    """The connection ended before the answer did."""
    BUSY = "busy"
    """It asks to be left alone for a while (429, or 503 with a time)."""
    OUT_OF_ORDER = "out-of-order"
    """It reports a fault of its own (5xx)."""
    SENT_ELSEWHERE = "sent-elsewhere"
    """It points to another address (3xx), which is never followed."""
    WEB_PAGE = "web-page"
    """A page for people came back, as from a network that wants a sign-in first."""
    NOT_A_REGISTRY = "not-a-registry"
    """What answered does not behave like a registry."""
    PROXY_SILENT = "proxy-silent"
    """The proxy that was set does not answer; nothing is sent without it."""
    PROXY_REFUSED = "proxy-refused"
    """The proxy that was set answers, and does not get there."""


TEXTS: Final[Mapping[UnreachableReason, tuple[str, str]]] = MappingProxyType(
    {
        UnreachableReason.NO_ANSWER: (
            "The registry could not be reached.",
            "Check the connection and try again.",
        ),
        UnreachableReason.NAME_UNKNOWN: (
            "The registry's name was not found on the network.",
            "Check the connection and the address, then try again.",
        ),
        UnreachableReason.NOT_SECURE: (
            "The connection to the registry is not secure.",
            "Something on this network may be in between. Try from another network.",
        ),
        UnreachableReason.CERTIFICATE_DATES: (
            "By this computer's clock, the registry's certificate has expired.",
            "Check this computer's date and time. If they are right, try again later.",
        ),
        UnreachableReason.TOO_SLOW: (
            "The registry answers too slowly.",
            "Try again later or from another network.",
        ),
        UnreachableReason.BROKE_OFF: (
            "The connection to the registry broke off.",
            "Check the connection and try again.",
        ),
        UnreachableReason.BUSY: ("The registry is busy.", "Try again later."),
        UnreachableReason.OUT_OF_ORDER: ("The registry is out of order.", "Try again later."),
        UnreachableReason.SENT_ELSEWHERE: (
            "What answered pointed to another address, which was not followed.",
            "If this network wants you to sign in, do that in a browser. Otherwise ask the registry.",
        ),
        UnreachableReason.WEB_PAGE: (
            "A web page answered instead of the registry.",
            "If this network wants you to sign in, do that in a browser, then try again.",
        ),
        UnreachableReason.NOT_A_REGISTRY: (
            "What answered did not behave like a registry.",
            "Check the address. If it is right, ask the registry or your support centre.",
        ),
        UnreachableReason.PROXY_SILENT: (
            "The proxy (for example Tor) does not answer, and nothing is sent without it.",
            "Start it, or change the setting, then try again.",
        ),
        UnreachableReason.PROXY_REFUSED: (
            "The proxy (for example Tor) could not get through to the registry.",
            "Try again. If it goes on, look at the proxy's own messages.",
        ),
    }
)
"""What happened and what to do next, in English, for each reason."""
