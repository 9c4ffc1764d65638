"""What keeps Qt from leaving files behind: settings of dialogs, caches of fonts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from stillmark.resources import resource


def write_no_settings() -> None:
    """Point Qt's settings below a regular file, where no file can be made. Call before any dialog.

    `QFileDialog` would otherwise write the last folder and a history into the person's configuration.
    """
    from PySide6.QtCore import QSettings

    nowhere = str(Path(sys.executable) / "none")
    for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
            QSettings.setPath(form, scope, nowhere)


def write_no_caches() -> None:
    """Let fontconfig read its caches and write none. Call before the application is made.

    A cache in the home folder would tell when the window was first opened. A configuration of fonts that the
    person named themselves is left alone.
    """
    if sys.platform.startswith("linux"):
        os.environ.setdefault("FONTCONFIG_FILE", str(resource("style/fonts.conf")))
