"""Meta's ThreatExchange: hands hashes to one privacy group as threat descriptors, and takes them back.

For organisations that are members and have an app token; people are served by StopNCII.org instead.

Built after what Meta publishes: its reference ("Submitting New Data", "PrivacyType", "ShareLevelType") and
the client in its `threatexchange` library, which names the fields and deletes a descriptor by its id. A
descriptor is never shared with more than one privacy group: the service's own default would show it to every
member.

UNTESTED against the service itself, for want of credentials: tests run against a local server that imitates
the published interface. In particular it is not known whether a repeated submission of one hash by one app
gives the id of the first or another one; so nothing is repeated here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from stillmark.domain.errors import RegistryUnreachable, WrongUse
from stillmark.domain.media import Fingerprint
from stillmark.registries.prepared import Prepared, Secrets, checked_base, send
from takedown_hashing.vocabulary import HashType, of_no_use

GRAPH: Final = "https://graph.facebook.com/v26.0"
"""The version that `threatexchange` 1.2.17 speaks."""

INDICATOR_TYPES: Final = {
    HashType.PDQ: "HASH_PDQ",
    HashType.VPDQ: "HASH_PDQ",
    HashType.MD5: "HASH_VIDEO_MD5",
}
"""vPDQ frames are PDQ hashes."""

MAX_DESCRIPTION: Final = 500
_TOKEN: Final = re.compile(r"[0-9]{8,}\|[A-Za-z0-9_\-]{20,}")
_NUMBER: Final = re.compile("[0-9]{1,20}")
_TAG: Final = re.compile("[a-z0-9_:-]{1,64}")
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


class ThreatExchangeConnector:
    """Speaks for one app to one privacy group."""

    def __init__(
        self, app_token: str, privacy_group: str, *, base: str = GRAPH, proxy: str | None = None
    ) -> None:
        """Prepare; no byte leaves yet.

        Args:
            app_token: `APP_ID|APP_SECRET`.
            privacy_group: id of the only group that may see what is submitted.
            base: address of the Graph API with its version.
            proxy: `socks5h://...` that everything goes through, or None.

        Raises:
            WrongUse: the token or the group cannot be one.
            AddressWrong: the address is not protected.
        """
        if not _TOKEN.fullmatch(app_token):
            raise WrongUse("This is not an app token (APP_ID|APP_SECRET).")
        self._group = _checked_number(privacy_group, "a privacy group")
        self._base = checked_base(base)
        self._secrets = Secrets(form_field="access_token", form_value=app_token)
        self._proxy = proxy

    def prepare(
        self, fingerprints: Sequence[Fingerprint], *, description: str, tags: Sequence[str] = ()
    ) -> tuple[Prepared, ...]:
        """Build one request per fingerprint.

        Args:
            fingerprints: PDQ of useful quality, frames of videos, MD5 of videos.
            description: 1 to 500 characters that the group reads; never about the person.
            tags: lower-case words that the group has agreed on.

        Raises:
            WrongUse: a fingerprint is of another kind or too plain, or the words cannot be used.
        """
        if not 1 <= len(description) <= MAX_DESCRIPTION or not description.isprintable():
            raise WrongUse(f"The description has 1 to {MAX_DESCRIPTION} printable characters.")
        if not all(_TAG.fullmatch(tag) for tag in tags):
            raise WrongUse("A tag has lower-case letters, digits, and - _ : alone.")
        return tuple(self._descriptor(each, description, tags) for each in fingerprints)

    def _descriptor(self, fingerprint: Fingerprint, description: str, tags: Sequence[str]) -> Prepared:
        kind = INDICATOR_TYPES.get(fingerprint.type)
        if kind is None:
            raise WrongUse(f"ThreatExchange is not given fingerprints of the kind {fingerprint.type}.")
        if of_no_use(fingerprint.type, fingerprint.value, fingerprint.quality):
            raise WrongUse("This picture is too plain: platforms would not use its fingerprint.")
        fields = {
            "indicator": fingerprint.value,
            "type": kind,
            "description": description,
            # Nobody has looked at it yet: a hash from a person is a reason to look, not a judgement.
            "status": "SUSPICIOUS",
            "review_status": "UNREVIEWED",
            # AMBER asks members not to hand it on; it goes with privacy groups.
            "share_level": "AMBER",
            "privacy_type": "HAS_PRIVACY_GROUP",
            "privacy_members": self._group,
        }
        if tags:
            fields["tags"] = ",".join(tags)
        return Prepared(
            "POST",
            f"{self._base}/threat_descriptors",
            _FORM,
            urlencode(fields).encode(),
            f"Hand a {fingerprint.type} fingerprint to the privacy group {self._group}.",
        )

    def prepare_withdrawal(self, descriptor_id: str) -> Prepared:
        """Build the request that deletes a descriptor of this app.

        Raises:
            WrongUse: it is not a descriptor's id.
        """
        number = _checked_number(descriptor_id, "a descriptor")
        return Prepared("DELETE", f"{self._base}/{number}", _FORM, b"", f"Take the descriptor {number} back.")

    def preview(self, prepared: Prepared) -> str:
        """Return a request as it would travel, with dots for the token."""
        return prepared.preview(self._secrets)

    def submit(self, prepared: Prepared) -> str:
        """Send one request of `prepare` and return the descriptor's id, which a withdrawal needs.

        Raises:
            RegistryUnreachable: no usable answer; whether it arrived is not known.
            RegistryRefused: the service said no.
        """
        untrusted = self._ask(prepared).get("id")
        if not isinstance(untrusted, str | int) or not _NUMBER.fullmatch(str(untrusted)):
            raise RegistryUnreachable("The service answered without the descriptor's id.")
        return str(untrusted)

    def withdraw(self, prepared: Prepared) -> None:
        """Send a request of `prepare_withdrawal`.

        Raises:
            RegistryUnreachable: no usable answer; whether it was carried out is not known.
            RegistryRefused: the service said no.
        """
        if self._ask(prepared).get("success") is not True:
            raise RegistryUnreachable("The service did not say that it took this back.")

    def _ask(self, prepared: Prepared) -> dict[str, Any]:
        try:
            untrusted = json.loads(send(prepared, self._secrets, proxy=self._proxy))
        except ValueError:
            untrusted = None
        if not isinstance(untrusted, dict):
            raise RegistryUnreachable("What answered did not behave like ThreatExchange.")
        return untrusted


def _checked_number(text: str, what: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise WrongUse(f"This is not the id of {what}: digits alone.")
    return text
