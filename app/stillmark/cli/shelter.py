"""What a command asks before it opens a picture: is it shut in as well as it can be, or is less accepted?"""

from __future__ import annotations

from stillmark.domain.errors import WrongUse
from stillmark.domain.worker_messages import IsolationLevel
from stillmark.services.ports import IsolationProbe

ACCEPTS = "--weaker-isolation"


def require(isolation: IsolationProbe, *, accepted: bool) -> None:
    """Go on where hostile pictures are shut in whole, or where whoever runs the command accepts less.

    Raises:
        WrongUse: it is weaker here, and nobody said that this is accepted; no picture was opened.
        IsolationFault: no worker could be started or locked at all.
    """
    level = isolation.level().level
    if level is IsolationLevel.SANDBOX or accepted:
        return
    raise WrongUse(
        f"This system shuts hostile pictures in less well (level: {level}); `stillmark doctor` says how.",
        kept="No picture was opened and nothing was sent.",
        next_step=f"If you accept that, repeat the command with {ACCEPTS}.",
    )
