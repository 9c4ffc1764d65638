"""What is said while pictures are chosen: notices, counts, and ways that are not open here."""

from __future__ import annotations

from stillmark.domain.answers import Kind
from stillmark.gui.presenters.choose import ChooseState, Notice, Running
from stillmark.gui.presenters.isolation import Shelter
from stillmark.gui.wording.base import translate


def closed(state: ChooseState) -> str:
    """Say which way is not open at this computer; empty if both are."""
    if Kind.FABRICATED not in state.doors:
        return translate(
            "Choose",
            "On this computer only these are taken. For pictures made by editing or AI, ask the people "
            "here, or see Help.",
        )
    if Kind.INTIMATE not in state.doors:
        return translate(
            "Choose",
            "On this computer only these are taken. For pictures that were not made by editing or AI, "
            "ask the people here, or see Help.",
        )
    return ""


def notice(state: ChooseState) -> str:
    """Say what there is to say above the list; empty if nothing."""
    if state.held and state.isolation.shelter is Shelter.CHECKING:
        return translate("Choose", "The protected part that opens pictures is starting.")
    if state.notice is Notice.REPEATED:
        return translate("Choose", "%n file(s) were in the list already.", "", state.repeated)
    if state.notice is Notice.ONE_AT_A_TIME:
        return translate("Choose", "Add one picture at a time. Nothing was added.")
    if state.notice is Notice.NO_FOLDER:
        return translate("Choose", "Folders cannot be added here. Add one picture at a time.")
    if state.notice is Notice.NOTHING_FOUND:
        return translate("Choose", "There is no file in it.")
    if state.notice is Notice.ON_THE_INTERNET:
        return translate(
            "Choose",
            "That was the address of something on the internet. Stillmark does not fetch it, and you "
            "need not download it. Write down the address; a helpline can start from it.",
        )
    if state.notice is Notice.NOT_USABLE:
        return translate("Choose", "There was no picture or video in it. Nothing was added.")
    if state.untried and not state.running:
        return translate("Choose", "Stopped. %n file(s) were not tried.", "", state.untried)
    return ""


def counts(state: ChooseState) -> tuple[str, str, str]:
    """Say how many files are ready, could not be opened, show too little detail; empty where none."""
    return (
        translate("Choose", "%n ready", "", state.ready) if state.ready else "",
        translate("Choose", "%n could not be opened", "", state.refused) if state.refused else "",
        translate("Choose", "%n with too little detail", "", state.weak) if state.weak else "",
    )


def progress(running: Running) -> str:
    """Say how many files were looked at, how many there are, and how long it still takes."""
    if running.paused:
        text = translate("Choose", "Paused: {done} of {total}").format(done=running.done, total=running.total)
    elif running.total == 0:
        text = translate("Choose", "Counting the files")
    elif running.seconds_left is None:
        text = translate("Choose", "Making fingerprints: {done} of {total}").format(
            done=running.done, total=running.total
        )
    elif running.seconds_left < 90:
        text = translate(
            "Choose",
            "Making fingerprints: {done} of {total}, about %n second(s) left",
            "",
            running.seconds_left,
        ).format(done=running.done, total=running.total)
    else:
        text = translate(
            "Choose",
            "Making fingerprints: {done} of {total}, about %n minute(s) left",
            "",
            round(running.seconds_left / 60),
        ).format(done=running.done, total=running.total)
    if running.video is not None:
        done, length = running.video
        video = translate("Choose", "Video: {done} of {length} seconds").format(done=done, length=length)
        text = f"{text}\n{video}"
    return text


def made(state: ChooseState) -> tuple[str, str, str]:
    """Say before and after adding what an ordinary photo cannot do: text, title and action, or nothing."""
    if state.made:
        text = translate(
            "Choose",
            "Is this the made picture itself? The fingerprint of an ordinary photo cannot find a picture "
            "that was made from it. If you added an ordinary photo, take it out of the list.",
        )
        return "" if state.running else text, "", ""
    if state.door is not Kind.FABRICATED:
        return "", "", ""
    return (
        translate(
            "Choose",
            "It cannot find the picture that was made from it: to a fingerprint these are two "
            "pictures. Add only the made one. If you do not have that, do not look for it; write "
            "down where it was seen.",
        ),
        translate("Choose", "Do you have only the ordinary photo?"),
        translate("Choose", "Write down what I know"),
    )
