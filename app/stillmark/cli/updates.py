"""`stillmark check-update`: ask once whether there is a newer version, and save it where that is asked."""

from __future__ import annotations

from pathlib import Path

from stillmark.cli.output import Exit, Output
from stillmark.services.updates import UpdateService


def check_update(updates: UpdateService, folder: Path | None, output: Output) -> Exit:
    """Print the version that runs and a newer one, if there is; with `folder`, save its verified package.

    Raises:
        UpdatesNotSet, AddressWrong: there is nobody to ask; no byte left.
        UpdatesUnreachable, UpdateNotTrusted: nothing can be said, and nothing was saved.
        StorageFault: the package could not be written.
    """
    answer = updates.check()
    newer = answer.newer
    record: dict[str, object] = {
        "version": str(answer.own),
        "newer": None
        if newer is None
        else {
            "version": str(newer.version),
            "file": newer.file_name,
            "size": newer.size,
            "sha256": newer.sha256,
        },
        "saved": None,
    }
    if newer is None:
        output.result(record, f"Stillmark {answer.own} is the newest version.")
        return Exit.OK
    text = f"There is a newer version: {newer.version}. This is {answer.own}."
    if folder is not None:
        target = folder / newer.file_name
        updates.save(newer, target)
        record["saved"] = str(target)
        text += f"\nSaved and verified: {target}"
    output.result(record, text)
    return Exit.OK
