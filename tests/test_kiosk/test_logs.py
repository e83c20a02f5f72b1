"""The technical log: private, rotating, and nothing left behind."""

import logging
import sys
import threading
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from kiosk.logs import technical_log


def test_it_is_written_and_only_its_owner_may_read_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = logging.getLogger().handlers[:]
    with technical_log(tmp_path / "new") as file:
        logging.getLogger("kiosk.test").info("started")
        logging.getLogger("kiosk.test").warning("something odd")
    text = file.read_text(encoding="utf-8")
    assert "started" in text
    assert "something odd" in text
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0
    told = capsys.readouterr().err
    assert "something odd" in told
    assert "started" not in told
    assert logging.getLogger().handlers == before


def test_old_files_are_kept_few_and_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.logs._MAX_BYTES", 400)
    with technical_log(tmp_path):
        for number in range(100):
            logging.getLogger("kiosk.test").info("line %d", number)
    files = list(tmp_path.iterdir())
    assert len(files) == 5
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KioskError) as caught, technical_log(tmp_path / "file" / "data"):
        pass
    assert "janus.log" in caught.value.problem
    assert "--data-dir" in caught.value.remedy


def test_what_nobody_catches_is_logged_with_its_traceback(tmp_path: Path) -> None:
    before = sys.excepthook, threading.excepthook

    def fails(where: str) -> None:
        raise ZeroDivisionError(where)

    with technical_log(tmp_path) as file:
        thread = threading.Thread(target=fails, args=("on a thread",), name="janus-test")
        thread.start()
        thread.join()
        try:
            fails("in a callback")
        except ZeroDivisionError as error:
            sys.excepthook(type(error), error, error.__traceback__)  # as Qt's binding does
    text = file.read_text(encoding="utf-8")
    assert "janus-test" in text
    assert "ZeroDivisionError: on a thread" in text
    assert "ZeroDivisionError: in a callback" in text
    assert text.count("raise ZeroDivisionError(where)") == 2
    assert (sys.excepthook, threading.excepthook) == before
