"""Of many requests in a row only the newest matters: a search while somebody types."""

from collections.abc import Callable
from typing import Generic, TypeVar

from kiosk.ui.tasks import TaskRunner

_Result = TypeVar("_Result")


class Latest(Generic[_Result]):
    """Runs one request at a time; a newer one replaces whatever waits, and outdates what runs.

    Args:
        runner: Runs the work.
        done: Called with the result of a request that is still the newest.
        failed: Called with its error.
    """

    def __init__(
        self,
        runner: TaskRunner,
        done: Callable[[_Result], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._runner = runner
        self._done = done
        self._failed = failed
        self._running = False
        self._next: Callable[[], _Result] | None = None

    def ask(self, work: Callable[[], _Result]) -> None:
        """Run `work`, now or when the present request has ended."""
        if self._running:
            self._next = work
            return
        self._running = True
        self._runner.run(
            work,
            lambda result: self._end(lambda: self._done(result)),
            lambda error: self._end(lambda: self._failed(error)),
        )

    def _end(self, tell: Callable[[], None]) -> None:
        self._running = False
        work, self._next = self._next, None
        if work is None:
            tell()
        else:
            self.ask(work)
