"""Work goes to another thread and its result comes back to this one."""

import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.errors import KioskError
from kiosk.ui.error_text import UNEXPECTED, sentence_of
from kiosk.ui.latest import Latest
from kiosk.ui.tasks import InlineRunner, TaskRunner, TaskThreads


@pytest.fixture
def threads(qtbot: QtBot) -> Iterator[TaskThreads]:
    runner = TaskThreads()
    yield runner
    runner.close()


def _never(_: object) -> None:
    raise AssertionError("this must not be called")


@pytest.fixture(params=["inline", "threads"])
def runner(request: pytest.FixtureRequest) -> TaskRunner:
    if request.param == "inline":
        return InlineRunner()
    made: TaskThreads = request.getfixturevalue("threads")
    return made


def test_a_result_comes_back_on_the_gui_thread(runner: TaskRunner, qtbot: QtBot) -> None:
    told: list[tuple[int, threading.Thread]] = []
    runner.run(lambda: 42, lambda n: told.append((n, threading.current_thread())), _never)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(42, threading.main_thread())]


def test_an_error_comes_back_on_the_gui_thread(runner: TaskRunner, qtbot: QtBot) -> None:
    told: list[tuple[str, threading.Thread]] = []

    def work() -> None:
        raise KioskError("The door is at fault.", "Call somebody.")

    runner.run(work, _never, lambda error: told.append((str(error), threading.current_thread())))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("The door is at fault. Call somebody.", threading.main_thread())]


def test_work_runs_off_the_gui_thread(threads: TaskThreads, qtbot: QtBot) -> None:
    where: list[threading.Thread] = []
    threads.run(threading.current_thread, where.append, _never)
    qtbot.waitUntil(lambda: bool(where))
    assert where[0] is not threading.main_thread()


def test_closing_waits_and_drops_results(qtbot: QtBot) -> None:
    runner = TaskThreads()
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go_on.wait(10)
        ended.set()

    runner.run(work, _never, _never)
    assert begun.wait(10)
    go_on.set()
    runner.close()
    assert ended.is_set()
    runner.run(lambda: 1, _never, _never)  # closed: not even begun
    QApplication.processEvents()  # what a dropped result would come with


_T = TypeVar("_T")


class _HeldRunner:
    """Runs nothing until it is told to."""

    def __init__(self) -> None:
        self.held: list[Callable[[], None]] = []

    def run(
        self,
        work: Callable[[], _T],
        done: Callable[[_T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.held.append(lambda: InlineRunner().run(work, done, failed))


def test_only_the_newest_question_is_answered() -> None:
    runner, answers = _HeldRunner(), list[str]()
    latest = Latest[str](runner, answers.append, _never)
    for text in ("a", "ad", "ada"):
        latest.ask(lambda text=text: text)
    assert len(runner.held) == 1  # one at a time, however fast somebody types
    runner.held.pop()()
    runner.held.pop()()
    assert answers == ["ada"]
    assert not runner.held


def test_an_outdated_error_is_dropped() -> None:
    runner, answers = _HeldRunner(), list[str]()
    latest = Latest[str](runner, answers.append, _never)

    def fail() -> str:
        raise KioskError("No.", "Again.")

    latest.ask(fail)
    latest.ask(lambda: "good")
    runner.held.pop()()
    runner.held.pop()()
    assert answers == ["good"]


def test_known_errors_speak_for_themselves_and_bugs_are_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert sentence_of(KioskError("No camera.", "Plug it in.")) == "No camera. Plug it in."
    assert not caplog.records
    assert sentence_of(ZeroDivisionError("x")) == UNEXPECTED
    assert "ZeroDivisionError" in caplog.text
