"""A child that was started for one picture, instead of being forked for it. Runs in the worker only."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, NoReturn

from stillmark.isolation import wire
from stillmark.isolation.work import Work, finish

_PICTURE: Final = 0
_REPLY: Final = 1


def serve_one(
    untrusted_record: str, work: Work, others: Mapping[wire.Task, Work] = MappingProxyType({})
) -> NoReturn:
    """Do what the one argument asks for with the file that is descriptor 0, reply on descriptor 1, and exit.

    What is imported must be imported already. The process exits with 1 if the argument is no request.

    Args:
        untrusted_record: a request (`wire.Request`) in hexadecimal.
        work: what is done with the picture.
        others: what is done instead for some tasks.
    """
    try:
        request = wire.Request.unpack(bytes.fromhex(untrusted_record))
    except ValueError:
        os._exit(1)
    chosen = {**dict.fromkeys(wire.Task, work), **others}[request.task]
    if sys.platform == "win32":  # pragma: no cover - untested
        import msvcrt

        from stillmark.isolation import windows

        msvcrt.setmode(_PICTURE, os.O_BINARY)
        msvcrt.setmode(_REPLY, os.O_BINARY)
        os.write(_REPLY, wire.HELLO)
        finish(
            request.task,
            open(_PICTURE, "rb", closefd=False),  # noqa: SIM115 - open to the end
            _REPLY,
            chosen,
            lock=partial(
                windows.lock,
                memory_bytes=request.memory_bytes,
                cpu_seconds=request.cpu_seconds,
                required=request.required,
                parent=os.getppid(),
            ),
            report=windows.report,
        )
    from stillmark.isolation.child import become_child
    from stillmark.isolation.fences import supported

    parent = os.getppid()
    os.write(_REPLY, wire.HELLO)
    picture, reply = os.dup(_PICTURE), os.dup(_REPLY)
    # As with a zygote, nothing is read or written by mistake.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, _PICTURE)
    os.dup2(nothing, _REPLY)
    become_child(request, picture, reply, parent, chosen, supported())
