"""Hears when the desktop locks its screen or goes to sleep, where it says so over D-Bus.

Heard are `Lock` of systemd's login1 session and `PrepareForSleep` of its manager (org.freedesktop.login1 of
the systemd manual), and `ActiveChanged` of the freedesktop and GNOME screen savers. Nothing is asked and
nothing is sent but the subscriptions. Windows and macOS tell their apps in other ways, which are not heard
yet; there the idle lock is all.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)
"""Interface and path of those that tell when the screen is locked."""

# PySide's type stubs ask for bytes here, which it refuses when it runs.
_SAVER: Any = SLOT("_saver(bool)")
_LOCK: Any = SLOT("_lock()")

_NO_BUS = "disabled:"
"""A kind of address that does not exist, and which libdbus refuses without a word."""

LOGIN = "org.freedesktop.login1"
LOGIN_PATH = "/org/freedesktop/login1"


def start_no_bus() -> None:
    """Keep Qt from starting a session bus where there is none. Call before the application is made.

    On X11 libdbus would run `dbus-launch --autolaunch`, which writes into the home folder, /tmp and the
    folder of run-time files, and leaves a daemon running (dbus-launch(1)).
    """
    if sys.platform.startswith("linux") and not _session_bus_is_there():
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = _NO_BUS


class DesktopLock(QObject):
    """Subscribes where a bus is there already; none is started, for that would leave files behind.

    Signals:
        locked: the screen was locked, or the computer goes to sleep.
    """

    locked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heard: tuple[str, ...] = ()

    def listen(self) -> None:
        """Subscribe; `heard` then names what is heard. A desktop without a bus is no fault."""
        if not sys.platform.startswith("linux"):
            return
        from PySide6.QtDBus import QDBusConnection

        session = QDBusConnection.sessionBus() if _session_bus_is_there() else None
        system = QDBusConnection.systemBus() if _system_bus_is_there() else None
        self.subscribe(session, system, os.environ.get("XDG_SESSION_ID", ""))

    def subscribe(
        self, session: QDBusConnection | None, system: QDBusConnection | None, session_id: str
    ) -> None:
        """Subscribe on these buses; `session_id` is that of login1, or empty."""
        heard = []
        if session is not None and session.isConnected():
            for interface, path in SAVERS:
                if session.connect("", path, interface, "ActiveChanged", self, _SAVER):
                    heard.append(f"{interface} {path}")
        if system is not None and system.isConnected():
            manager, own, path = f"{LOGIN}.Manager", f"{LOGIN}.Session", session_path(session_id)
            if system.connect("", LOGIN_PATH, manager, "PrepareForSleep", self, _SAVER):
                heard.append(manager)
            if path and system.connect("", path, own, "Lock", self, _LOCK):
                heard.append(own)
        self.heard = tuple(heard)

    @Slot(bool)
    def _saver(self, active: bool) -> None:
        if active:
            self.locked.emit()

    @Slot()
    def _lock(self) -> None:
        self.locked.emit()


def session_path(session_id: str) -> str:
    """Return login1's object path of a session; empty without one.

    Everything but ASCII letters and digits is written `_XX`, and so is a digit at the beginning
    (sd_bus_path_encode of systemd).
    """
    if not session_id:
        return ""
    label = "".join(
        sign
        if sign.isascii() and sign.isalnum() and not (index == 0 and sign.isdigit())
        else f"_{ord(sign):02x}"
        for index, sign in enumerate(session_id)
    )
    return f"{LOGIN_PATH}/session/{label}"


def _session_bus_is_there() -> bool:
    named = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    if named:
        return named != _NO_BUS
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return bool(runtime) and (Path(runtime or "") / "bus").exists()


def _system_bus_is_there() -> bool:
    return bool(os.environ.get("DBUS_SYSTEM_BUS_ADDRESS")) or Path("/run/dbus/system_bus_socket").exists()
