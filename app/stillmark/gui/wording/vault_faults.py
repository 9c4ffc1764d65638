"""What can go wrong with cases that are kept on this computer, in three sentences each."""

from __future__ import annotations

from stillmark.gui.wording.base import translate

Sentences = tuple[str, str, str]
"""What happened, what was kept, what next."""


def vault_faults() -> dict[str, Sentences]:
    """Return the general sentences of every error about kept cases, by its code."""
    untouched = translate("Faults", "What was kept before is untouched, and nothing was sent.")
    unchanged = translate("Faults", "Nothing was changed or sent.")
    return {
        "passphrase-weak": (
            translate("Faults", "This passphrase is too easy to guess."),
            unchanged,
            translate(
                "Faults", "Use four random words, or at least twelve characters that are not all digits."
            ),
        ),
        "centre-key-needed": (
            translate("Faults", "A message that waits was vouched for by a support centre, and has expired."),
            translate("Faults", "It is still kept here. Nothing was sent in its place."),
            translate("Faults", "Ask the centre to send it again with its key."),
        ),
        "case-unknown": (
            translate("Faults", "This case is not kept on this computer."),
            unchanged,
            translate("Faults", "Open it with its twelve recovery words."),
        ),
        "vault-fault": (
            translate("Faults", "The kept cases cannot be reached."),
            untouched,
            translate("Faults", "Close Stillmark, open it again, and try again."),
        ),
        "vault-locked": (
            translate("Faults", "The kept cases are locked."),
            untouched,
            translate("Faults", "Unlock them with the passphrase."),
        ),
        "passphrase-wrong": (
            translate("Faults", "This passphrase does not open what is kept here."),
            untouched,
            translate("Faults", "Check each word and, if you set one, the vault code."),
        ),
        "vault-missing": (
            translate("Faults", "Nothing is kept at this place."),
            unchanged,
            translate("Faults", "Turn keeping on first, or restore a backup."),
        ),
        "vault-exists": (
            translate("Faults", "Something is kept on this computer already."),
            untouched,
            translate("Faults", "Unlock it, or wipe it first."),
        ),
        "vault-damaged": (
            translate("Faults", "The file is damaged and cannot be opened."),
            translate("Faults", "It was left as it is, and nothing was sent."),
            translate("Faults", "Restore a backup, or open each case with its twelve recovery words."),
        ),
        "vault-too-new": (
            translate("Faults", "What is kept here was written by a newer version of Stillmark."),
            untouched,
            translate("Faults", "Open it with the newer version."),
        ),
        "vault-busy": (
            translate("Faults", "Another window of Stillmark has the kept cases open."),
            untouched,
            translate("Faults", "Close the other window, then try again."),
        ),
        "vault-read-only": (
            translate("Faults", "The place where cases are kept cannot be written."),
            untouched,
            translate("Faults", "Check whether the disk is write-protected."),
        ),
        "vault-full": (
            translate("Faults", "There is no space left on this disk."),
            untouched,
            translate("Faults", "Free some space, then try again."),
        ),
        "receipt-invalid": (
            translate("Faults", "This receipt is not from the registry that was named, or it was changed."),
            unchanged,
            translate("Faults", "Save the receipt again where it came from, or ask the registry."),
        ),
    }


def receipt_not_kept() -> str:
    """Say that the registry has it, although its receipt could not be written."""
    return translate(
        "Faults",
        "The registry confirmed this message. Only its receipt could not be kept here. "
        "Sending it again is safe.",
    )
