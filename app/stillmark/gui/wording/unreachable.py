"""Why a registry could not be reached, and what helps against each; by `domain.unreachable`."""

from __future__ import annotations

from math import ceil

from stillmark.domain.errors import RegistryUnreachable
from stillmark.domain.unreachable import UnreachableReason
from stillmark.gui.wording.base import translate


def happened(error: RegistryUnreachable) -> str:
    """Say why no answer came that can be used."""
    return reasons()[error.reason][0]


def next_step(error: RegistryUnreachable) -> str:
    """Say what helps; where the registry named a time, that time."""
    if error.reason is UnreachableReason.BUSY and error.wait_seconds:
        return translate(
            "Faults", "Try again in about %n minute(s).", "", max(1, ceil(error.wait_seconds / 60))
        )
    return reasons()[error.reason][1]


def reasons() -> dict[UnreachableReason, tuple[str, str]]:
    """Return what happened and what helps, for every reason."""
    again = translate("Faults", "Check the connection and try again. Trying again is safe.")
    later = translate("Faults", "Try again later. Trying again is safe.")
    sign_in = translate(
        "Faults", "If this network wants you to sign in, do that in a browser. Then try again."
    )
    return {
        UnreachableReason.NO_ANSWER: (translate("Faults", "The registry could not be reached."), again),
        UnreachableReason.NAME_UNKNOWN: (
            translate("Faults", "The registry's name was not found on the network."),
            translate("Faults", "Check the connection and the address. Then try again."),
        ),
        UnreachableReason.NOT_SECURE: (
            translate("Faults", "The connection to the registry is not secure."),
            translate("Faults", "Something on this network may be in between. Try from another network."),
        ),
        UnreachableReason.CERTIFICATE_DATES: (
            translate("Faults", "By this computer's clock, the registry's certificate has expired."),
            translate(
                "Faults", "Check the date and time of this computer. If they are right, try again later."
            ),
        ),
        UnreachableReason.TOO_SLOW: (
            translate("Faults", "The registry answers too slowly."),
            translate("Faults", "Try again later, or from another network."),
        ),
        UnreachableReason.BROKE_OFF: (
            translate("Faults", "The connection to the registry broke off."),
            again,
        ),
        UnreachableReason.BUSY: (translate("Faults", "The registry is busy."), later),
        UnreachableReason.OUT_OF_ORDER: (translate("Faults", "The registry is out of order."), later),
        UnreachableReason.SENT_ELSEWHERE: (
            translate("Faults", "What answered pointed to another address, which was not followed."),
            sign_in,
        ),
        UnreachableReason.WEB_PAGE: (
            translate("Faults", "A web page answered instead of the registry."),
            sign_in,
        ),
        UnreachableReason.NOT_A_REGISTRY: (
            translate("Faults", "What answered did not behave like a registry."),
            translate(
                "Faults", "Check the address. If it is right, ask the registry or your support centre."
            ),
        ),
        UnreachableReason.PROXY_SILENT: (
            translate("Faults", "The proxy (for example Tor) does not answer. Nothing is sent without it."),
            translate("Faults", "Start it, or change the setting. Then try again."),
        ),
        UnreachableReason.PROXY_REFUSED: (
            translate("Faults", "The proxy (for example Tor) could not get through to the registry."),
            translate("Faults", "Try again. If it goes on, look at the messages of the proxy."),
        ),
    }
