"""Runs work off the GUI thread and brings its result back onto it."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

_WORKERS = 2  # a slow enrolment must not hold up a list


class TaskRunner(Protocol):
    """Runs functions; `TaskThreads` in the kiosk, `InlineRunner` in tests."""

    def run(
        self,
        work: Callable[[], _Result],
        done: Callable[[_Result], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run `work`; then call `done` with its result, or `failed` with what it raised.

        Args:
            work: Touches no widget.
            done: Called on the GUI thread.
            failed: Called on the GUI thread.
        """
        ...


class InlineRunner:
    """Runs the work at once, in the caller's thread: for tests and scripts."""

    def run(
        self,
        work: Callable[[], _Result],
        done: Callable[[_Result], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run `work` and call `done` or `failed` before returning."""
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - handed on to `failed`, which decides
            failed(error)
        else:
            done(result)


class SessionRunner:
    """Runs work for one login: what ends after the log-out goes nowhere, as its screens are gone.

    Args:
        runner: Does the running.
    """

    def __init__(self, runner: TaskRunner) -> None:
        self._runner = runner
        self._closed = False

    def run(
        self,
        work: Callable[[], _Result],
        done: Callable[[_Result], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run `work`; `done` or `failed` follows unless `close` was called before."""

        def tell(result: _Result) -> None:
            if not self._closed:
                done(result)

        def tell_failed(error: Exception) -> None:
            if not self._closed:
                failed(error)

        if not self._closed:
            self._runner.run(work, tell, tell_failed)

    def close(self) -> None:
        """Deliver nothing any more."""
        self._closed = True


@dataclass(frozen=True, slots=True, eq=False)
class _Ended:
    """A task that has ended: what is left to call on the GUI thread."""

    tell: Callable[[], None]


class TaskThreads(QObject):
    """Runs tasks on threads of its own; made and closed on the GUI thread.

    Emits:
        _ended: An `_Ended`, from a worker; Qt brings it to the GUI thread.
    """

    _ended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="janus-task")
        self._closed = False
        self._ended.connect(self._tell)

    def run(
        self,
        work: Callable[[], _Result],
        done: Callable[[_Result], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run `work` on a worker; `done` or `failed` follows on the GUI thread."""

        def task() -> None:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - handed on to `failed`, which decides
                caught = error
                self._emit_ended(_Ended(lambda: failed(caught)))
            else:
                self._emit_ended(_Ended(lambda: done(result)))

        if not self._closed:
            self._pool.submit(task)

    def close(self) -> None:
        """Drop what has not begun, wait for what has; results that come now go nowhere."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _emit_ended(self, ended: _Ended) -> None:
        self._ended.emit(ended)

    @Slot(object)
    def _tell(self, ended: _Ended) -> None:
        if not self._closed:
            ended.tell()
