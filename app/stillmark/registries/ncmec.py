"""NCMEC's hash sharing, version 2: who one is there, and the vote that an entry's hash is right.

For organisations that are members. A young person is served by Take It Down instead (`services.handoff`), and
a report with the content itself goes to the CyberTipline, which this app never touches.

Built after the client in the `threatexchange` library, which is what is published about writing:

    GET BASE/v2/status                                          <status><member id="">NAME</member></status>
    PUT BASE/v2/entries/MEMBER/ENTRY/FINGERPRINT_TYPE/feedback  <feedbackSubmission><affirmative/></...>

The form in which members submit *new* entries stands in documentation for members alone, and in no published
client; so this connector does not submit entries, rather than guess at a form in such a place.

UNTESTED against the service itself, for want of credentials: tests run against a local server that imitates
the published interface.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree

from stillmark.domain.errors import RegistryUnreachable, WrongUse
from stillmark.registries.prepared import Prepared, Secrets, checked_base, send

NAMESPACE: Final = "https://hashsharing.ncmec.org/hashsharing/v2"
_XML: Final = {"Content-Type": "application/xml; charset=utf-8", "Accept": "application/xml"}
_MEMBER: Final = re.compile("[0-9]{1,10}")
_ENTRY: Final = re.compile(r"[A-Za-z0-9._\-]{1,128}")


class Environment(StrEnum):
    """Databases that organisations outside law enforcement may belong to, with their test twins."""

    NGO = "https://hashsharing.ncmec.org/npo"
    EXPLOITATIVE = "https://hashsharing.ncmec.org/exploitative"
    INDUSTRY = "https://report.cybertip.org/hashsharing"
    TEST_NGO = "https://hashsharing-test.ncmec.org/npo"
    TEST_EXPLOITATIVE = "https://hashsharing-test.ncmec.org/exploitative"
    TEST_INDUSTRY = "https://exttest.cybertip.org/hashsharing"


class FingerprintType(StrEnum):
    """Hashes of an entry that can be voted on and that this app computes."""

    PDQ = "PDQ"
    MD5 = "MD5"


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation that takes part: its number and name."""

    id: int
    name: str


class NcmecConnector:
    """Speaks for one member."""

    def __init__(
        self, user: str, password: str, *, base: str = Environment.NGO, proxy: str | None = None
    ) -> None:
        """Prepare; no byte leaves yet.

        Args:
            user, password: the member's own.
            base: of `Environment`, or of an imitation on this computer.
            proxy: `socks5h://...` that everything goes through, or None.

        Raises:
            WrongUse: there is no user name or password, or the name holds a colon (RFC 7617).
            AddressWrong: the address is not protected.
        """
        if not user or not password or ":" in user:
            raise WrongUse("NCMEC's hash sharing needs a member's user name and password.")
        self._base = checked_base(base) + "/v2"
        self._secrets = Secrets(user=user, password=password)
        self._proxy = proxy

    def prepare_status(self) -> Prepared:
        """Build the question who one is."""
        return Prepared("GET", f"{self._base}/status", _XML, b"", "Ask NCMEC which member this is.")

    def prepare_upvote(self, member_id: str, entry_id: str, fingerprint: FingerprintType) -> Prepared:
        """Build the vote that one hash of another member's entry is right.

        Raises:
            WrongUse: the member or the entry cannot be one.
        """
        if not _MEMBER.fullmatch(member_id) or not _ENTRY.fullmatch(entry_id):
            raise WrongUse("An entry is named by its member's number and its own id.")
        root = ElementTree.Element("feedbackSubmission", xmlns=NAMESPACE)
        ElementTree.SubElement(root, "affirmative")
        return Prepared(
            "PUT",
            f"{self._base}/entries/{member_id}/{quote(entry_id, safe='')}/{fingerprint}/feedback",
            _XML,
            ElementTree.tostring(root),
            f"Tell NCMEC that the {fingerprint} hash of the entry {entry_id} is right.",
        )

    def preview(self, prepared: Prepared) -> str:
        """Return a request as it would travel, with dots for the credentials."""
        return prepared.preview(self._secrets)

    def status(self, prepared: Prepared) -> Member:
        """Send the question of `prepare_status`.

        Raises:
            RegistryUnreachable: no usable answer.
            RegistryRefused: the credentials are not accepted.
        """
        untrusted = send(prepared, self._secrets, proxy=self._proxy)
        try:
            text = untrusted.decode("utf-8")
            if "<!" in text:
                # Nothing here needs a document type, and entities are how XML is made to explode.
                raise ValueError
            member = ElementTree.fromstring(text).find(f"{{{NAMESPACE}}}member")  # noqa: S314 - see above
            if member is None or not member.text:
                raise ValueError
            return Member(int(member.get("id", "")), member.text.strip())
        except (ElementTree.ParseError, ValueError):
            raise RegistryUnreachable("What answered did not behave like NCMEC's hash sharing.") from None

    def vote(self, prepared: Prepared) -> None:
        """Send a vote of `prepare_upvote`.

        Raises:
            RegistryUnreachable: no usable answer; whether it arrived is not known.
            RegistryRefused: NCMEC said no.
        """
        send(prepared, self._secrets, proxy=self._proxy)


__all__ = ["NAMESPACE", "Environment", "FingerprintType", "Member", "NcmecConnector"]
