"""What a worker that was taken over may do with what it still has: its time, its memory, its reply pipe.

None of it is an escape; all of it must cost the hostile picture alone. Run by `probe_worker`.
"""

from __future__ import annotations

import ctypes
import os
import signal
import threading
import time
from collections.abc import Callable

from stillmark.domain.worker_messages import WorkerProgress, encode_progress
from stillmark.isolation.syscalls import REPLY_DESCRIPTOR

Say = Callable[[bytes], None]
Act = Callable[[Say], bytes]
ACTS: dict[str, Act] = {}


def act(function: Act) -> Act:
    ACTS[function.__name__] = function
    return function


@act
def says_nothing(say: Say) -> bytes:
    return b""


@act
def says_nonsense(say: Say) -> bytes:
    return os.urandom(3000)


@act
def says_it_is_longer_than_it_is(say: Say) -> bytes:
    return b"\0\0\xff\xff{}"


@act
def says_too_much(say: Say) -> bytes:
    while True:
        say(b"\0\0\xff\xff" + bytes(65535))


@act
def says_a_gigabyte_at_once(say: Say) -> bytes:
    return bytes(300 << 20)


@act
def says_progress_without_end(say: Say) -> bytes:
    while True:
        say(encode_progress(WorkerProgress(1, 2)))


@act
def says_progress_backwards(say: Say) -> bytes:
    for done in range(100, 0, -1):
        say(encode_progress(WorkerProgress(done, 100)))
    return b""


@act
def says_a_byte_now_and_then(say: Say) -> bytes:
    while True:
        say(b"\0")
        time.sleep(0.05)


@act
def says_progress_now_and_then_for_ever(say: Say) -> bytes:
    done = 0
    while True:
        done += 1
        say(encode_progress(WorkerProgress(done, 10**8)))
        time.sleep(0.05)


@act
def says_a_deep_object(say: Say) -> bytes:
    body = b'{"a":' * 15_000 + b"1" + b"}" * 15_000
    return len(body).to_bytes(4, "big") + body


@act
def says_an_endless_number(say: Say) -> bytes:
    body = b'{"kind":' + b"9" * 60_000 + b"}"
    return len(body).to_bytes(4, "big") + body


@act
def hangs_up_and_goes_on(say: Say) -> bytes:
    os.close(REPLY_DESCRIPTOR)
    while True:
        pass


@act
def hangs_up_and_waits(say: Say) -> bytes:
    os.close(REPLY_DESCRIPTOR)
    time.sleep(60)
    return b""


@act
def stops_itself(say: Say) -> bytes:
    signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
    return b""


@act
def ends_itself(say: Say) -> bytes:
    signal.pthread_kill(threading.get_ident(), signal.SIGKILL)
    return b""


@act
def aborts(say: Say) -> bytes:
    os.abort()


@act
def runs_into_nothing(say: Say) -> bytes:
    return ctypes.string_at(0)


@act
def overflows_its_stack(say: Say) -> bytes:
    nested: list[object] = []
    for _ in range(200_000):
        nested = [nested]
    return repr(nested).encode()


@act
def waits(say: Say) -> bytes:
    time.sleep(60)
    return b""


@act
def loops_in_many_threads(say: Say) -> bytes:
    def loop() -> None:
        while True:
            pass

    while True:
        threading.Thread(target=loop, daemon=True).start()


@act
def takes_all_memory(say: Say) -> bytes:
    kept = []
    while True:
        kept.append(bytearray(1 << 24))


@act
def claims_that_the_lock_failed(say: Say) -> bytes:
    os._exit(71)


@act
def claims_another_end(say: Say) -> bytes:
    os._exit(255)
