"""Ways to kill a door: at a step, from outside at any moment, or in the middle of a write."""

import os
import random
import resource
import select
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from sqlalchemy import event

from db.engine import Database

LIVES_S = 0.4  # opening and a few visits, on a machine at rest


@dataclass(frozen=True, slots=True)
class Death:
    """How one door dies.

    Attributes:
        step: At which step, from 1; 0 for none.
        after_s: After how long it is killed from outside; None for not at all.
        file_bytes: At which length a file may grow no further: the writer is killed by it in the
            middle of a write, as the part that fits is written. 0 for no bound.
        checkpoint_pages: After how many pages the write-ahead log is brought into the database.
    """

    step: int = 0
    after_s: float | None = None
    file_bytes: int = 0
    checkpoint_pages: int = 1_000

    @property
    def kind(self) -> str:
        """What to call it in a report."""
        if self.step:
            return "at a step"
        return "at a byte" if self.file_bytes else "from outside"


def deaths(count: int, steps: int, seed: int) -> list[Death]:
    """Return ways to die: half of them at the steps in turn, the rest drawn.

    Args:
        count: How many.
        steps: How many steps a life has; with twice as many deaths, each of them is met.
        seed: Of what is drawn.
    """
    draws = random.Random(seed)  # noqa: S311
    dying = []
    for number in range(count):
        pages = draws.choice((1, 8, 1_000))
        if number % 2 == 0:
            dying.append(Death(step=number // 2 % steps + 1, checkpoint_pages=pages))
        elif number % 4 == 1:
            dying.append(Death(after_s=draws.uniform(0.0, LIVES_S), checkpoint_pages=pages))
        else:
            dying.append(Death(file_bytes=draws.randrange(1, 450_000), checkpoint_pages=pages))
    draws.shuffle(dying)
    return dying


def checkpoint_often(database: Database, pages: int) -> None:
    """Have each new connection bring the write-ahead log in after so many pages."""

    @event.listens_for(database._engine, "connect")
    def connected(connection: object, _record: object) -> None:
        connection.execute(f"PRAGMA wal_autocheckpoint={pages}")  # type: ignore[attr-defined]

    database.close()  # its pool makes its connections anew


def lived(life: Callable[[int], None], death: Death) -> tuple[str, int]:
    """Let a child live until it dies.

    Args:
        life: What it does; given the pipe into which it may write what is to outlive it.
        death: How it dies.

    Returns:
        What it wrote, and the signal that killed it; 0 where it came to its end.

    Raises:
        AssertionError: It ended in another way.
    """
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        _die_after(life, death, writes)
    os.close(writes)
    if death.after_s is not None:
        # Wakes early where it has died by itself; what it told in the meantime stays in the pipe.
        with os.fdopen(os.pidfd_open(child)) as ended:
            select.select([ended], [], [], death.after_s)
        os.kill(child, signal.SIGKILL)  # not yet waited for, so the number is still its own
    with os.fdopen(reads) as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return told, os.WTERMSIG(status)
    assert os.WEXITSTATUS(status) == 0, "the child failed by itself; see its words above"
    return told, 0


def _die_after(life: Callable[[int], None], death: Death, pipe: int) -> NoReturn:
    code = 1
    try:
        if death.file_bytes:
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python would go on with an error
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (death.file_bytes, death.file_bytes))
        life(pipe)
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it is, the parent's copy must not go on
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)
