"""What opens the door beside a face, chosen on the Settings screen."""

from pathlib import Path
from typing import get_args

import pytest
from pytestqt.qtbot import QtBot

from kiosk.config import Config, DoorConfig, load_config, save_settings
from kiosk.factors.policy import OpensBy
from kiosk.ui.admin.opening_card import OpeningCard
from kiosk.ui.admin.settings_screen import SettingsScreen
from tests.test_ui.test_settings_screen import _screen


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path) -> SettingsScreen:
    made = _screen(Config(data_dir=tmp_path))
    qtbot.addWidget(made)
    made.show()
    return made


def _offered(card: OpeningCard) -> list[str]:
    return [str(card.opens_by.itemData(n)) for n in range(card.opens_by.count())]


def test_all_that_the_file_knows_can_be_chosen(screen: SettingsScreen) -> None:
    known = get_args(DoorConfig.model_fields["opens_by"].annotation)
    assert _offered(screen.opening) == list(known)


@pytest.mark.parametrize("way", list(OpensBy))
def test_each_choice_is_saved_shown_again_and_explained(
    screen: SettingsScreen, tmp_path: Path, way: OpensBy
) -> None:
    card = screen.opening
    card.opens_by.setCurrentIndex(list(OpensBy).index(way))
    card.step_up.setCurrentText("Where less sure than one in 10,000")
    screen.save_button.click()
    saved = load_config(tmp_path)
    assert (saved.door.opens_by, saved.decision.step_up_one_in) == (str(way), 10_000)
    screen.open()
    assert OpensBy(card.opens_by.currentData()) is way
    assert card.step_up.currentText() == "Where less sure than one in 10,000"
    assert card.comes_to.text().endswith(".")
    screen.save_button.click()
    assert screen.notice.text == "Nothing was changed."


def test_no_two_choices_are_explained_alike(screen: SettingsScreen) -> None:
    card, said = screen.opening, set()
    for way in range(card.opens_by.count()):
        card.opens_by.setCurrentIndex(way)
        said.add(card.comes_to.text())
    assert len(said) == len(OpensBy)


def test_the_words_follow_who_is_asked_for_the_pin(screen: SettingsScreen) -> None:
    card = screen.opening
    assert "nothing more" in card.step_up_words.text()
    card.step_up.setCurrentText("Where less sure than one in 10,000")
    assert "less surely" in card.step_up_words.text()
    card.opens_by.setCurrentText("The face, and then the PIN")
    assert "anyway" in card.step_up_words.text()


def test_a_step_up_that_asks_nobody_is_refused_in_words(
    screen: SettingsScreen, tmp_path: Path
) -> None:
    screen.one_in.setCurrentText("one in 10,000")
    screen.opening.step_up.setCurrentText("Where less sure than one in 10,000")
    screen.save_button.click()
    assert screen.notice.property("tone") == "bad"
    assert "would be asked for the PIN. Choose a greater number" in screen.notice.text
    assert not any(word in screen.notice.text for word in ("janus.toml", "step_up", "decision"))
    assert load_config(tmp_path) == Config(data_dir=tmp_path)
    screen.opening.step_up.setCurrentText("Where less sure than one in 100,000")
    screen.save_button.click()
    assert load_config(tmp_path).decision.step_up_one_in == 100_000


def test_what_stands_in_the_file_is_offered_too(qtbot: QtBot, tmp_path: Path) -> None:
    save_settings(tmp_path, {"decision.step_up_one_in": 7_777})
    screen = _screen(load_config(tmp_path))
    qtbot.addWidget(screen)
    assert screen.opening.step_up.currentText() == "Where less sure than one in 7,777"
    screen.door_name.setText("Lab")
    screen.save_button.click()
    assert load_config(tmp_path).decision.step_up_one_in == 7_777
