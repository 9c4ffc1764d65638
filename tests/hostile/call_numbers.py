"""Numbers of the calls that probes make beyond those that the filter knows (`syscalls.MACHINES`).

From arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h (aarch64).
"""

from __future__ import annotations

import os
from typing import Final

from stillmark.isolation.syscalls import MACHINES

MACHINE: Final = os.uname().machine
"""Asked once: inside the lock `uname` is refused, and every probe would seem to be."""

_MORE: Final = {
    "x86_64": """
        acct 163 adjtimex 159 capget 125 clock_settime 227 close_range 436 copy_file_range 326 dup3 292
        epoll_create1 291 eventfd2 290 fallocate 285 fanotify_init 300 fchdir 81 fchmod 91 fchown 93
        fgetxattr 193 flistxattr 196 fsetxattr 190 fstatfs 138 fsync 74 ftruncate 77 futex_waitv 449
        getdents64 217 getpgid 121 inotify_add_watch 254 inotify_init1 294 io_setup 206 ioctl 16
        ioprio_set 251 landlock_add_rule 445 landlock_create_ruleset 444 landlock_restrict_self 446
        mbind 237 membarrier 324 mincore 27 mknodat 259 mlock 149 move_pages 279 mq_open 240 msgctl 71
        msgget 68 name_to_handle_at 303 openat2 437 pkey_mprotect 329 process_mrelease 448 quotactl 179
        quotactl_fd 443 recvfrom 45 remap_file_pages 216 sched_setaffinity 203 sched_setattr 314
        sched_setscheduler 144 semctl 66 semget 64 sendfile 40 set_tid_address 218 setgroups 116
        sethostname 170 setitimer 38 setpgid 109 setrlimit 160 setsid 112 settimeofday 164 shmat 30
        shmget 29 sigaltstack 131 signalfd4 289 splice 275 statx 332 swapoff 168 sync_file_range 277
        syslog 103 tee 276 timer_create 222 timerfd_create 283 uname 63 utimensat 280 vmsplice 278
        wait4 61 waitid 247 arch_prctl 158 open 2 alarm 37
    """,
    "aarch64": """
        acct 89 adjtimex 171 capget 90 clock_settime 112 close_range 436 copy_file_range 285 dup3 24
        epoll_create1 20 eventfd2 19 fallocate 47 fanotify_init 262 fchdir 50 fchmod 52 fchown 55
        fgetxattr 10 flistxattr 13 fsetxattr 7 fstatfs 44 fsync 82 ftruncate 46 futex_waitv 449
        getdents64 61 getpgid 155 inotify_add_watch 27 inotify_init1 26 io_setup 0 ioctl 29 ioprio_set 30
        landlock_add_rule 445 landlock_create_ruleset 444 landlock_restrict_self 446 mbind 235
        membarrier 283 mincore 232 mknodat 33 mlock 228 move_pages 239 mq_open 180 msgctl 187 msgget 186
        name_to_handle_at 264 openat2 437 pkey_mprotect 288 process_mrelease 448 quotactl 60
        quotactl_fd 443 recvfrom 207 remap_file_pages 234 sched_setaffinity 122 sched_setattr 274
        sched_setscheduler 119 semctl 191 semget 190 sendfile 71 set_tid_address 96 setgroups 159
        sethostname 161 setitimer 103 setpgid 154 setrlimit 164 setsid 157 settimeofday 170 shmat 196
        shmget 194 sigaltstack 132 signalfd4 74 splice 76 statx 291 swapoff 225 sync_file_range 84
        syslog 116 tee 77 timer_create 107 timerfd_create 85 uname 160 utimensat 88 vmsplice 75 wait4 260
        waitid 95
    """,
}


def _table() -> dict[str, int]:
    words = _MORE[MACHINE].split()
    machine = MACHINES[MACHINE]
    return {
        **dict(zip(words[::2], map(int, words[1::2]), strict=True)),
        **machine.numbers,
        "seccomp": machine.seccomp,
    }


NUMBERS: Final = _table()
"""Of this machine; some calls exist on one alone."""
