"""Every error of `stillmark.domain.errors` in three sentences: what happened, what was kept, what next."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stillmark.domain.errors import RegistryRefused, RegistryUnreachable, StillmarkError, WordsWrong
from stillmark.gui.wording import unreachable
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.vault_faults import receipt_not_kept, vault_faults


@dataclass(frozen=True, slots=True)
class FaultText:
    """Three sentences."""

    happened: str
    kept: str
    next_step: str

    @property
    def whole(self) -> str:
        """Kept and next, below the heading that says what happened."""
        return f"{self.kept} {self.next_step}"


def fault_text(error: StillmarkError) -> FaultText:
    """Put an error into words, by its code and, where it has one, its variant."""
    general = by_code().get(error.code) or by_code()["error"]
    happened = _variant(error)
    kept = receipt_not_kept() if error.kept.startswith("The registry confirmed") else general.kept
    return FaultText(happened or general.happened, kept, _next(error) or general.next_step)


def by_code() -> dict[str, FaultText]:
    """Return the general texts of every error code."""
    again = translate("Faults", "Try again.")
    ask = translate("Faults", "Do not go on. Ask the registry or your support centre.")
    nothing_sent = translate("Faults", "Nothing was sent.")
    kept_here = translate("Faults", "What you prepared stays here while this window is open.")
    return {
        "error": FaultText(
            translate("Faults", "Something went wrong in this app."),
            translate("Faults", "Nothing was lost."),
            again,
        ),
        "wrong-use": FaultText(
            translate("Faults", "That cannot be done like this."),
            translate("Faults", "Nothing was changed or sent."),
            translate("Faults", "Look at what was entered and try again."),
        ),
        "stopped": FaultText(
            translate("Faults", "This was stopped."),
            nothing_sent,
            translate("Faults", "You can send it whenever you like."),
        ),
        "words-wrong": FaultText(
            translate("Faults", "These are not twelve recovery words that belong together."),
            translate("Faults", "Nothing was changed or sent."),
            translate("Faults", "Check each word and their order."),
        ),
        "address-wrong": FaultText(
            translate("Faults", "This is not the address of a registry."),
            translate("Faults", "Nothing was changed or sent."),
            translate(
                "Faults", "Ask the registry or your support centre for the address. It begins with https."
            ),
        ),
        "local-fault": FaultText(
            translate("Faults", "Something on this computer stood in the way."), nothing_sent, again
        ),
        "storage-fault": FaultText(
            translate("Faults", "The file could not be written."),
            translate("Faults", "Nothing was lost."),
            translate("Faults", "Choose another place or free some space, then try again."),
        ),
        "isolation-fault": FaultText(
            translate("Faults", "The protected part that opens pictures could not be started."),
            translate("Faults", "No more pictures were opened, and nothing was sent."),
            translate(
                "Faults", "Close Stillmark and open it again. If it happens again, ask a support centre."
            ),
        ),
        "registry-unreachable": FaultText(
            translate("Faults", "The registry could not be reached."),
            kept_here,
            translate("Faults", "Check the connection and try again. Trying again is safe."),
        ),
        "registry-not-trusted": FaultText(
            translate("Faults", "What answered could not show that it is this registry."), nothing_sent, ask
        ),
        "root-changed": FaultText(
            translate("Faults", "The registry shows another identity than the one that was named."),
            nothing_sent,
            ask,
        ),
        "descriptor-rolled-back": FaultText(
            translate("Faults", "The registry shows an older description of itself than before."),
            nothing_sent,
            ask,
        ),
        "descriptor-out-of-date": FaultText(
            translate(
                "Faults", "By this computer's clock, the registry's description of itself is out of date."
            ),
            nothing_sent,
            translate(
                "Faults", "Check the date and time of this computer. If they are right, ask the registry."
            ),
        ),
        "reply-not-verified": FaultText(
            translate("Faults", "An answer came that could not be checked, so it is not shown as received."),
            kept_here,
            translate("Faults", "Try again. If it happens again, ask the registry or your support centre."),
        ),
        "registry-refused": FaultText(
            translate("Faults", "The registry did not accept this."),
            kept_here,
            translate("Faults", "Ask the registry or your support centre."),
        ),
        **_of_updates(),
        **{code: FaultText(*sentences) for code, sentences in vault_faults().items()},
    }


def _of_updates() -> dict[str, FaultText]:
    unchanged = translate("Faults", "Nothing was saved or changed.")
    ask = translate("Faults", "Ask whoever gave you Stillmark whether there is a newer one.")
    return {
        "updates-not-set": FaultText(
            translate("Faults", "No address for new versions is set up on this computer."), unchanged, ask
        ),
        "updates-unreachable": FaultText(
            translate("Faults", "The place that tells of new versions could not be reached."),
            unchanged,
            translate("Faults", "Check the connection and try again. Stillmark works without it."),
        ),
        "update-not-trusted": FaultText(
            translate("Faults", "What is told about new versions could not be proven to be true."),
            unchanged,
            translate("Faults", "Keep the version you have, and ask whoever gave you Stillmark."),
        ),
    }


_TAKEN = re.compile(r"There is a file named .+ already\.")
_UNKNOWN_WORD = re.compile(r"“(.+)” is not one of the recovery words\.")


def _variant(error: StillmarkError) -> str:
    """What happened, more exactly than the code says; empty if there is no more to say."""
    if isinstance(error, RegistryRefused):
        return refusal_reasons().get(error.reason, "")
    if isinstance(error, RegistryUnreachable):
        return unreachable.happened(error)
    if " cannot be read: " in error.happened:
        return translate("Faults", "The file could not be read.")
    if _TAKEN.fullmatch(error.happened):
        return translate("Faults", "There is a file of this name already. It was left as it is.")
    if isinstance(error, WordsWrong) and (match := _UNKNOWN_WORD.fullmatch(error.happened)):
        return translate("Faults", "“{word}” is not one of the recovery words.").format(word=match.group(1))
    if error.happened.endswith("does not take pictures of people of this age."):
        return refusal_reasons()["not-served"]
    if error.happened.endswith("does not take the kind of fingerprint that finds edited copies (PDQ)."):
        return translate(
            "Faults", "This registry does not take the kind of fingerprint that finds edited copies."
        )
    return variants().get(error.happened, "")


def variants() -> dict[str, str]:
    """Return sentences that services say instead of a code's general one."""
    return {
        "Recovery words are twelve words; this is another number.": translate(
            "Faults", "Recovery words are twelve words. This is another number of words."
        ),
        "These words do not belong together: one of them, or the order, is wrong.": translate(
            "Faults", "These words do not belong together. One of them, or their order, is wrong."
        ),
        "This address does not say how to recognise the registry: its root key id is missing.": translate(
            "Faults", "This address does not say how to recognise the registry. The part behind # is missing."
        ),
        "The part behind # is not a root key id, which has 64 digits and letters a to f.": translate(
            "Faults", "The part behind # is not complete. It has 64 digits and letters from a to f."
        ),
        "By this computer's clock, what is told about new versions is out of date.": translate(
            "Faults", "By this computer's clock, what is told about new versions is out of date."
        ),
        "There is no picture with a usable fingerprint.": translate(
            "Faults", "There is no picture with a usable fingerprint."
        ),
        "This address can only be reached through Tor.": translate(
            "Faults", "This address can only be reached through Tor."
        ),
        "This address is not protected: it begins with http, not https.": translate(
            "Faults", "This address is not protected. It begins with http, not https."
        ),
        "This file holds no receipt of a registry.": translate(
            "Faults", "This file holds no receipt of a registry."
        ),
        "Nothing was kept with this receipt that proves it.": translate(
            "Faults", "Nothing was kept with this receipt that proves it."
        ),
        "This file is no backup of kept cases.": translate("Faults", "This file is no backup of kept cases."),
        "The backup was cut short.": translate("Faults", "A part of the backup is missing."),
        "The backup is damaged.": translate("Faults", "The backup is damaged."),
        "Nothing can be kept here.": translate("Faults", "In practice mode nothing can be kept."),
    }


def _next(error: StillmarkError) -> str:
    """The next step of a variant; empty if the code's general one holds."""
    if isinstance(error, RegistryUnreachable):
        return unreachable.next_step(error)
    if " cannot be read: " in error.happened:
        return translate("Faults", "Check that the file is still there and that you may open it.")
    if _TAKEN.fullmatch(error.happened):
        return translate("Faults", "Choose another name.")
    if error.happened.startswith("This address can only"):
        return translate(
            "Faults", "Start Tor and set it as the proxy, or ask for the address that begins with https."
        )
    if error.happened == "This file holds no receipt of a registry.":
        return translate("Faults", "Choose the file that Stillmark saved.")
    if "does not take" in error.happened:
        return translate("Faults", "Choose another registry. Help names services for every age.")
    if error.happened.startswith("By this computer's clock, what is told about new"):
        return translate(
            "Faults", "Check the date and time of this computer. If they are right, try again another day."
        )
    if error.happened.startswith("There is no picture"):
        return translate("Faults", "Go back and add a picture that shows more detail.")
    if "# " in error.happened or "root key id is missing" in error.happened:
        return translate("Faults", "Copy the whole address again from the registry or your support centre.")
    return ""


def refusal_reasons() -> dict[str, str]:
    """Return what a registry's signed refusal means, by the protocol's reason."""
    return {
        "clock": translate("Faults", "The registry's clock and this computer's clock do not agree."),
        "not-served": translate("Faults", "This registry does not take pictures of people of this age."),
        "message-id-reused": translate(
            "Faults", "The registry already has another message with this number."
        ),
        "unknown-centre": translate("Faults", "The registry does not know the centre that signed this."),
        "malformed": translate("Faults", "The registry could not read this message."),
    }
