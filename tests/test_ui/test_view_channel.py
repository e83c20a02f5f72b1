"""A slow screen sees the newest picture, and every decision."""

import threading

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.entry.view import EntryView
from kiosk.ui.view_channel import ViewChannel
from tests.test_ui.fakes import make_event, make_view


def test_a_slow_screen_makes_no_queue_and_loses_no_decision(qtbot: QtBot) -> None:
    shown: list[EntryView] = []
    channel = ViewChannel(shown.append)
    decided = {7, 400}

    def publish() -> None:
        for number in range(1000):
            event = make_event(number) if number in decided else None
            channel.publish(make_view(sentence=str(number), event=event))

    entry = threading.Thread(target=publish)
    entry.start()
    entry.join()  # the screen was busy all the while
    assert shown == []
    qtbot.waitUntil(lambda: bool(shown))
    assert [view.sentence for view in shown] == ["7", "400", "999"]


def test_views_are_shown_on_the_gui_thread_in_order(qtbot: QtBot) -> None:
    shown: list[tuple[str, threading.Thread]] = []
    channel = ViewChannel(lambda view: shown.append((view.sentence, threading.current_thread())))
    entry = threading.Thread(target=lambda: channel.publish(make_view(sentence="one")))
    entry.start()
    entry.join()
    qtbot.waitUntil(lambda: bool(shown))
    channel.publish(make_view(sentence="two"))
    assert len(shown) == 1  # delivery never nests within publish
    qtbot.waitUntil(lambda: len(shown) == 2)
    assert shown == [("one", threading.main_thread()), ("two", threading.main_thread())]


def test_after_closing_nothing_is_shown_that_was_under_way(
    qtbot: QtBot, qapp: QApplication
) -> None:
    shown: list[EntryView] = []
    channel = ViewChannel(shown.append)
    channel.publish(make_view())
    channel.close()
    qapp.processEvents()
    assert shown == []
