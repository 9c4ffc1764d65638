"""Everything that can go wrong, as types.

    StillmarkError
    ├── WrongUse                    the call itself makes no sense; nothing was done
    │   ├── WordsWrong              the recovery words cannot be right
    │   ├── AddressWrong            the registry address cannot be read
    │   ├── PassphraseWeak          too short to protect a stolen disk
    │   ├── UpdatesNotSet           nobody named an address for new versions
    │   ├── CaseUnknown             no such case is kept here
    │   └── CentreKeyNeeded         an expired message was vouched for, and only the centre can do so again
    ├── LocalFault                  this computer stood in the way; nothing was sent
    │   ├── StorageFault            a file could not be written safely (full disk, no permission)
    │   │   └── VaultFault          the store of kept cases cannot do this; what was in it is untouched
    │   │       ├── VaultLocked     its key is not in memory
    │   │       ├── PassphraseWrong
    │   │       ├── VaultMissing    there is none at that place
    │   │       ├── VaultExists     there is one already
    │   │       ├── VaultDamaged    changed, cut short, or not a store
    │   │       ├── VaultTooNew     written by a newer version of this app
    │   │       ├── VaultBusy       another window or command has it open
    │   │       ├── VaultReadOnly
    │   │       └── VaultFull       no space left
    │   └── IsolationFault          the picture worker could not be started or locked
    ├── Stopped                     the person stopped it before anything left
    ├── RegistryUnreachable         no answer that can be trusted; safe to try again
    ├── RegistryNotTrusted          what answered is not the registry that was named: stop
    │   ├── RootChanged
    │   ├── DescriptorRolledBack
    │   ├── DescriptorOutOfDate
    │   ├── ReplyNotVerified
    │   └── ReceiptInvalid          a saved receipt was not signed by the registry that was named
    ├── RegistryRefused             the registry answered, signed, that it will not
    ├── UpdatesUnreachable          no answer from where new versions are told
    └── UpdateNotTrusted            what is told about new versions cannot be proven: nothing was saved

A picture that cannot be fingerprinted is not an error but an outcome: see `media.Refused`.

Every error says what happened, what was kept, and what to do next, as three separate texts, so that a
window and a command line can each lay them out. The texts are English; the window translates by `code`.
"""

from __future__ import annotations

from typing import ClassVar

from stillmark.domain.unreachable import TEXTS, UnreachableReason


class StillmarkError(Exception):
    """Base of all errors of the app.

    Attributes:
        code: stable identifier in kebab case, for JSON output and for translation.
        happened: one sentence.
        kept: what is safe; one sentence.
        next_step: what the person can do; one sentence.
    """

    code: ClassVar[str] = "error"
    happened_default: ClassVar[str] = "Something went wrong."
    kept_default: ClassVar[str] = "Nothing was lost."
    next_default: ClassVar[str] = "Try again."

    def __init__(
        self, happened: str | None = None, *, kept: str | None = None, next_step: str | None = None
    ) -> None:
        self.happened = happened or self.happened_default
        self.kept = kept or self.kept_default
        self.next_step = next_step or self.next_default
        super().__init__(f"{self.happened} {self.kept} {self.next_step}")


class WrongUse(StillmarkError):
    """The call itself makes no sense; nothing was done."""

    code = "wrong-use"
    happened_default = "That cannot be done like this."
    kept_default = "Nothing was changed or sent."
    next_default = "Look at what was entered and try again."


class WordsWrong(WrongUse):
    """The recovery words cannot be right: wrong number, an unknown word, or a wrong sum."""

    code = "words-wrong"
    happened_default = "These are not twelve recovery words that belong together."
    next_default = "Check each word and their order."


class AddressWrong(WrongUse):
    """The registry address cannot be read as `URL` or `URL#ROOT_KEY_ID`."""

    code = "address-wrong"
    happened_default = "This is not the address of a registry."
    next_default = "Ask the registry or your support centre for the address; it begins with https."


class CentreKeyNeeded(WrongUse):
    """A message that a centre vouched for has expired; signed anew without it, its word would be lost."""

    code = "centre-key-needed"
    happened_default = "A message that waits was vouched for by a support centre, and has expired since."
    kept_default = "It is still written down here. Nothing was sent in its place."
    next_default = "Ask the centre to send it again with its key: stillmark vault resume --centre-key F."


class PassphraseWeak(WrongUse):
    """A passphrase that is too short to protect a stolen disk."""

    code = "passphrase-weak"
    happened_default = "This passphrase is too easy to guess."
    next_default = "Use four random words, or at least twelve characters that are not all digits."


class UpdatesNotSet(WrongUse):
    """Nobody named an address for new versions; there is no public one."""

    code = "updates-not-set"
    happened_default = "No address for new versions is set up on this computer."
    next_default = "Ask whoever gave you Stillmark whether there is a newer one."


class CaseUnknown(WrongUse):
    """No such case is kept here."""

    code = "case-unknown"
    happened_default = "This case is not kept on this computer."
    next_default = "Open it with its twelve recovery words."


class LocalFault(StillmarkError):
    """This computer stood in the way; nothing was sent."""

    code = "local-fault"
    kept_default = "Nothing was sent."


class Stopped(StillmarkError):
    """The person stopped it before anything was written down or sent."""

    code = "stopped"
    happened_default = "This was stopped."
    kept_default = "Nothing was sent."
    next_default = "You can send it whenever you like."


class StorageFault(LocalFault):
    """A file could not be written safely: disk full, no permission, folder gone."""

    code = "storage-fault"
    happened_default = "The file could not be written."
    next_default = "Choose another place or free some space, then try again."


class VaultFault(StorageFault):
    """The store of kept cases cannot do what was asked. What was in it is untouched."""

    code = "vault-fault"
    happened_default = "The kept cases cannot be reached."
    kept_default = "What was kept before is untouched, and nothing was sent."
    next_default = "Restart the app and try again; the twelve recovery words work without this computer."


class VaultLocked(VaultFault):
    """The store's key is not in memory, so nothing can be read, written or sent."""

    code = "vault-locked"
    happened_default = "The kept cases are locked."
    next_default = "Unlock with the passphrase."


class PassphraseWrong(VaultFault):
    """The passphrase, or the vault code beside it, does not open the store."""

    code = "passphrase-wrong"
    happened_default = "This passphrase does not open the kept cases."
    next_default = "Check each word and, if one was set, the vault code. Nobody else can reset them."


class VaultMissing(VaultFault):
    """There is no store at that place."""

    code = "vault-missing"
    happened_default = "There are no kept cases at this place."
    kept_default = "Nothing was changed or sent."
    next_default = "Check the folder, or turn keeping on first."


class VaultExists(VaultFault):
    """There is a store at that place already; it is never overwritten."""

    code = "vault-exists"
    happened_default = "Cases are kept at this place already."
    next_default = "Unlock them, or choose another folder."


class VaultDamaged(VaultFault):
    """The store was changed, cut short, or is not a store."""

    code = "vault-damaged"
    happened_default = "The kept cases are damaged and cannot be opened."
    kept_default = "The damaged files were left as they are, and nothing was sent."
    next_default = "Restore a backup, or open each case with its twelve recovery words."


class VaultTooNew(VaultFault):
    """The store was written by a newer version of this app."""

    code = "vault-too-new"
    happened_default = "The kept cases were written by a newer version of this app."
    next_default = "Open them with the newer version."


class VaultBusy(VaultFault):
    """Another window or command has the store open."""

    code = "vault-busy"
    happened_default = "Another window or command has the kept cases open."
    next_default = "Close it, then try again."


class VaultReadOnly(VaultFault):
    """The store, or its folder, cannot be written."""

    code = "vault-read-only"
    happened_default = "The place of the kept cases cannot be written."
    next_default = "Check who may write there, or whether the disk is write-protected."


class VaultFull(VaultFault):
    """There is no space left for the store."""

    code = "vault-full"
    happened_default = "There is no space left for the kept cases."
    next_default = "Free some space, then try again."


class IsolationFault(LocalFault):
    """The picture worker could not be started, or could not lock itself; no picture was opened."""

    code = "isolation-fault"
    happened_default = "The protected part that opens pictures could not be started."
    kept_default = "No picture was opened and nothing was sent."
    next_default = "Restart the app. If this happens again, ask a support centre."


class RegistryUnreachable(StillmarkError):
    """No answer that can be trusted came back: no connection, a time-out, or a uniform problem.

    Repeating is safe, because a repeat of the same message changes nothing.

    Attributes:
        reason: why; decides the texts unless they are given.
        wait_seconds: how long the registry asked to be left alone, None if it did not.
    """

    code = "registry-unreachable"
    kept_default = "What you prepared is kept while this window is open; sending it again is safe."

    def __init__(
        self,
        happened: str | None = None,
        *,
        reason: UnreachableReason = UnreachableReason.NO_ANSWER,
        wait_seconds: int | None = None,
        kept: str | None = None,
        next_step: str | None = None,
    ) -> None:
        self.reason = reason
        self.wait_seconds = wait_seconds
        usual_happened, usual_next = TEXTS[reason]
        super().__init__(happened or usual_happened, kept=kept, next_step=next_step or usual_next)


class RegistryNotTrusted(StillmarkError):
    """What answered cannot prove that it is the registry that was named. Everything stops."""

    code = "registry-not-trusted"
    happened_default = "What answered is not the registry that was named."
    kept_default = "Nothing more was sent."
    next_default = "Do not continue. Ask the registry or your support centre."


class RootChanged(RegistryNotTrusted):
    """The registry shows another root key than the one that was named or pinned."""

    code = "root-changed"
    happened_default = "The registry shows another identity than before."


class DescriptorRolledBack(RegistryNotTrusted):
    """The registry shows an older description of itself than one already seen."""

    code = "descriptor-rolled-back"
    happened_default = "The registry shows an older description of itself than before."


class DescriptorOutOfDate(RegistryNotTrusted):
    """The registry's description of itself, or every key in it, has expired by this computer's clock."""

    code = "descriptor-out-of-date"
    happened_default = "The registry's description of itself is out of date by this computer's clock."
    next_default = "Check this computer's date and time. If they are right, ask the registry."


class ReplyNotVerified(RegistryNotTrusted):
    """A reply came that is not signed by the registry or does not belong to what was sent."""

    code = "reply-not-verified"
    happened_default = "An answer came that could not be verified, so it is not shown as received."
    kept_default = "What you prepared is kept while this window is open."


class ReceiptInvalid(RegistryNotTrusted):
    """A saved receipt was not signed by the registry that was named, or was changed since."""

    code = "receipt-invalid"
    happened_default = "This receipt does not come from the registry that was named, or was changed since."
    kept_default = "Nothing was changed or sent."
    next_default = "Check the registry's key id, and save the receipt again where it came from."


class RegistryRefused(StillmarkError):
    """The registry answered, signed, that it will not accept the message.

    Attributes:
        reason: the protocol's refusal reason.
    """

    code = "registry-refused"
    happened_default = "The registry did not accept this."
    kept_default = "Nothing was registered by this message."
    next_default = "Ask the registry or your support centre."

    def __init__(
        self,
        reason: str,
        happened: str | None = None,
        *,
        kept: str | None = None,
        next_step: str | None = None,
    ) -> None:
        self.reason = reason
        super().__init__(
            happened or f"The registry did not accept this ({reason}).", kept=kept, next_step=next_step
        )


class UpdatesUnreachable(StillmarkError):
    """No answer came from where new versions are told, or none in time.

    Attributes:
        reason: why.
    """

    code = "updates-unreachable"
    happened_default = "The place that tells of new versions could not be reached."
    kept_default = "Nothing was saved or changed."
    next_default = "Check the connection and try again. Stillmark works without it."

    def __init__(self, reason: UnreachableReason = UnreachableReason.NO_ANSWER) -> None:
        self.reason = reason
        super().__init__()


class UpdateNotTrusted(StillmarkError):
    """What is told about new versions, or a package, is not what was signed, or is out of date."""

    code = "update-not-trusted"
    happened_default = "What is told about new versions could not be proven to be true."
    kept_default = "Nothing was saved or changed."
    next_default = "Keep the version you have, and ask whoever gave you Stillmark."
