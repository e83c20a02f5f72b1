"""A PIN beside a face: what opens the door, what is written, what is said. Between fakes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import Database
from db.errors import StoreError
from db.records import Reason
from kiosk.entry.view import EntryState, EntryView
from kiosk.factors.keypad import Key
from tests.test_kiosk.door_rig import GAP_S, DoorRig, states
from tests.test_kiosk.factor_door import (
    ADAS_DURESS_PIN,
    ADAS_PIN,
    BOBS_PIN,
    factor_door,
    give_pin,
    new_database,
    press,
    revoke,
    type_pin,
)
from tests.test_kiosk.fakes import ADA, BOB, EVE, embedding

PIN_S = 20.0
GRANTED = ["row granted matched", "unlock"]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = new_database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def door(database: Database) -> DoorRig:
    """A door that opens by face and PIN."""
    rig = factor_door(database, "face+pin")
    give_pin(database, "Ada Lovelace", ADAS_PIN, ADAS_DURESS_PIN)
    give_pin(database, "Bob", BOBS_PIN)
    return rig


def shown(views: list[EntryView]) -> str:
    keypad = views[-1].keypad
    return "" if keypad is None else keypad.shown


def test_a_face_alone_is_written_as_such(database: Database) -> None:
    rig = factor_door(database)
    rig.person(ADA, 4)
    assert rig.journal == GRANTED
    assert rig.log.rows[0].factors == "face"


def test_a_face_and_its_pin_open_in_that_order(door: DoorRig) -> None:
    views = door.person(ADA, 4)
    assert states(views) == [EntryState.CHECKING, EntryState.KEYPAD]
    assert views[-1].sentence == "Please enter your PIN"
    assert door.journal == []
    press(door, "40")
    assert shown(door.person(ADA, 1)) == "••"
    views = type_pin(door, "71")
    assert door.journal == GRANTED
    assert views[-1].state is EntryState.WELCOME
    row = door.log.rows[0]
    assert (row.factors, row.reason, row.person_name) == (
        "face + PIN",
        Reason.MATCHED,
        "Ada Lovelace",
    )
    assert row.latency_ms < 500  # typing is no work of the door


def test_a_stranger_is_not_asked_for_a_pin(door: DoorRig) -> None:
    press(door, "4071!")
    views = door.person(EVE, 40)
    assert EntryState.KEYPAD not in states(views)
    assert door.outcomes == ["denied not recognised stranger"]
    assert views[-1].keypad is None


def test_the_pin_of_another_does_not_count(door: DoorRig) -> None:
    door.person(ADA, 4)
    views = type_pin(door, BOBS_PIN)
    assert (views[-1].sentence, shown(views)) == ("That PIN is not right", "")
    assert door.journal == []


def test_keys_pressed_before_they_were_asked_for_are_not_heard(door: DoorRig) -> None:
    press(door, ADAS_PIN + "!")
    door.person(ADA, 6)
    assert door.journal == []


def test_the_duress_pin_opens_just_the_same_and_calls_for_help(
    door: DoorRig, database: Database
) -> None:
    door.person(ADA, 4)
    under_duress = type_pin(door, ADAS_DURESS_PIN)[-1]
    (row,) = door.log.rows
    assert (row.outcome, row.reason, row.factors) == (
        "granted",
        Reason.UNDER_DURESS,
        "face + PIN under duress",
    )
    assert [call.person_id for call in door.duress] == [row.person_id]
    other = factor_door(database, "face+pin")
    other.person(ADA, 4)
    freely = type_pin(other, ADAS_PIN)[-1]
    assert other.duress == []
    for name in ("state", "sentence", "detail", "door_unlocked", "keypad"):
        assert getattr(under_duress, name) == getattr(freely, name)


def test_the_door_opens_under_duress_though_no_alarm_can_be_raised(door: DoorRig) -> None:
    def broken(_: object) -> None:
        raise OSError

    door.on_duress = broken
    door.person(ADA, 4)
    assert type_pin(door, ADAS_DURESS_PIN)[-1].state is EntryState.WELCOME


def test_three_wrong_pins_end_it_and_lock_it_also_after_a_restart(
    door: DoorRig, database: Database
) -> None:
    door.person(ADA, 4)
    for pin in ("9999", "8888", "7777"):
        views = type_pin(door, pin)
    assert door.outcomes == ["denied wrong PIN Ada Lovelace"]
    assert (views[-1].state, views[-1].detail) == (
        EntryState.REFUSED,
        "Too many tries. Wait 30 seconds.",
    )
    assert door.log.rows[0].factors == "face"
    again = factor_door(database, "face+pin")
    again.clock.s = door.clock.s
    views = again.person(ADA, 4)
    assert again.outcomes == ["denied locked out Ada Lovelace"]
    assert views[-1].sentence == "Please try again later"
    again.nobody(31)
    again.person(ADA, 4)
    type_pin(again, ADAS_PIN)
    assert again.outcomes[-1] == "granted matched Ada Lovelace"


def test_who_is_locked_out_keeps_nobody_else_out(door: DoorRig) -> None:
    door.person(ADA, 4)
    for pin in ("9999", "8888", "7777"):
        type_pin(door, pin)
    door.nobody(GAP_S + 0.5)
    door.person(BOB, 4, track=2)
    type_pin(door, BOBS_PIN, BOB, track=2)
    assert door.outcomes[-1] == "granted matched Bob"


def test_the_right_pin_forgives_and_a_face_or_nobody_is_no_attempt(door: DoorRig) -> None:
    for track in range(5):
        door.person(ADA, 4, track=track)
        type_pin(door, "9999", track=track)
        type_pin(door, "8888", track=track)
        type_pin(door, ADAS_PIN, track=track)
        door.nobody(GAP_S + 0.5)
        door.person(ADA, 4, track=track + 20)  # leaves without a PIN
        door.nobody(GAP_S + 0.5)
        if track == 3:
            door.clock.s += 16 * 60  # the door's own limit is ten in a quarter of an hour
    granted = [line for line in door.outcomes if line.startswith("granted")]
    assert len(granted) == 5
    assert "denied locked out Ada Lovelace" not in door.outcomes


@pytest.mark.parametrize("ends", ["time", "cancel", "leave", "camera", "close"])
def test_no_pin_leaves_one_row_and_no_grant(door: DoorRig, ends: str) -> None:
    door.person(ADA, 4)
    press(door, "40")
    if ends == "time":
        views = door.person(ADA, round(PIN_S * 32) + 2)
        assert views[-1].sentence == "No PIN was entered"
    elif ends == "cancel":
        press(door, "x")
        door.person(ADA, 2)
    elif ends == "leave":
        door.nobody(GAP_S + 0.5)
    elif ends == "camera":
        door.no_camera(3.0)
    else:
        door.flow.close()
    assert door.outcomes == ["denied PIN not given Ada Lovelace"]
    type_pin(door, ADAS_PIN)
    assert "unlock" not in door.journal


def test_who_takes_the_place_of_the_face_types_for_nobody(door: DoorRig) -> None:
    door.person(ADA, 4)
    door.person(EVE, 1, track=2)
    type_pin(door, ADAS_PIN, EVE, track=2)
    door.person(EVE, 8, track=2)
    assert door.outcomes[0] == "denied PIN not given Ada Lovelace"
    assert "unlock" not in door.journal


def test_who_takes_it_on_the_same_track_is_found_out(door: DoorRig) -> None:
    door.person(ADA, 4)
    door.person(EVE, 5)
    type_pin(door, ADAS_PIN, EVE)
    assert door.outcomes[0] == "denied PIN not given Ada Lovelace"
    assert "unlock" not in door.journal


def test_the_same_face_on_a_new_track_types_on(door: DoorRig) -> None:
    door.person(ADA, 4)
    press(door, "40")
    door.nobody(0.5)
    door.person(ADA, 1, track=2)
    type_pin(door, "71", track=2)
    assert door.journal == GRANTED


def test_whoever_is_revoked_while_they_type_is_not_let_in(door: DoorRig) -> None:
    door.person(ADA, 4)
    revoke(door, "Ada Lovelace")
    type_pin(door, ADAS_PIN)
    assert door.outcomes == ["denied revoked Ada Lovelace"]
    assert "unlock" not in door.journal


def test_a_gallery_that_changes_at_the_very_commit_is_looked_at_once_more(door: DoorRig) -> None:
    door.person(ADA, 4)
    door.log.waits = lambda: (
        door.gallery.put("Eve", EVE) and setattr(door.log, "waits", lambda: None)
    )
    assert type_pin(door, ADAS_PIN)[-1].state is EntryState.CHECKING
    assert door.journal == []
    door.person(ADA, 1)
    assert door.journal == GRANTED


def test_whoever_has_no_pin_is_refused_and_not_asked(database: Database) -> None:
    rig = factor_door(database, "face+pin")
    views = rig.person(ADA, 4)
    assert rig.outcomes == ["denied no PIN is set Ada Lovelace"]
    assert views[-1].sentence == "Not recognised, please ask reception"


def test_a_failure_that_cannot_be_remembered_is_not_told(
    door: DoorRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.person(ADA, 4)

    def full(*_: object) -> None:
        raise StoreError("The disk is full.", "Make room.")

    monkeypatch.setattr(door.flow._attendant._factoring._rounds._limits, "failed", full)
    views = type_pin(door, "9999")
    assert views[-1].state is EntryState.OUT_OF_SERVICE
    assert door.outcomes == ["denied PIN not given Ada Lovelace"]


BORDERLINE = embedding(0.93, 0.367, 0)  # more like Ada than the door demands, less than is sure


@pytest.mark.parametrize(
    ("who", "is_asked"), [(ADA, False), (BORDERLINE, True)], ids=["sure", "borderline"]
)
def test_a_borderline_face_is_asked_for_its_pin(
    database: Database, who: object, *, is_asked: bool
) -> None:
    rig = factor_door(database, step_up_one_in=100_000)
    give_pin(database, "Ada Lovelace", ADAS_PIN)
    views = rig.person(who, 4)  # type: ignore[arg-type]
    assert (views[-1].state is EntryState.KEYPAD) is is_asked
    type_pin(rig, ADAS_PIN, who)  # type: ignore[arg-type]
    assert rig.journal == GRANTED
    assert rig.log.rows[0].factors == ("face + PIN" if is_asked else "face")


def test_a_borderline_face_without_a_pin_is_refused(database: Database) -> None:
    rig = factor_door(database, step_up_one_in=100_000)
    rig.person(BORDERLINE, 4)
    assert rig.outcomes == ["denied no PIN is set Ada Lovelace"]


def test_a_pin_alone_opens_a_face_or_pin_door_by_number(database: Database) -> None:
    rig = factor_door(database, "face or pin")
    number = give_pin(database, "Ada Lovelace", ADAS_PIN, ADAS_DURESS_PIN)
    views = rig.nobody(0.1)
    assert views[-1].offers_keypad
    press(rig, "o")
    assert rig.nobody(0.1)[-1].sentence == "Please enter your number"
    press(rig, f"{number}!")
    assert rig.nobody(0.1)[-1].sentence == "Please enter your PIN"
    press(rig, f"{ADAS_PIN}!")
    views = rig.nobody(0.1)
    assert views[-1].sentence == "Welcome, Ada"
    row = rig.log.rows[0]
    assert (row.factors, row.person_name, row.best_similarity, row.frames_used) == (
        "PIN",
        "Ada Lovelace",
        None,
        0,
    )
    assert row.thumbnail_jpeg.startswith(b"\xff\xd8")
    assert rig.journal == GRANTED


def test_whoever_was_let_in_by_a_pin_is_not_refused_as_a_stranger_on_the_way(
    database: Database,
) -> None:
    rig = factor_door(database, "face or pin")
    number = give_pin(database, "Ada Lovelace", ADAS_PIN)
    rig.person(EVE, 1)  # no face that anybody knows
    press(rig, f"o{number}!{ADAS_PIN}!")
    views = rig.person(EVE, 100)
    assert rig.outcomes == ["granted matched Ada Lovelace"]
    assert {view.state for view in views} == {EntryState.WELCOME}


def test_a_face_opens_a_face_or_pin_door_as_ever(database: Database) -> None:
    rig = factor_door(database, "face or pin")
    rig.person(ADA, 4)
    assert rig.log.rows[0].factors == "face"


@pytest.mark.parametrize("known", [True, False])
def test_guessing_at_the_keypad_looks_alike_for_any_number(
    database: Database, *, known: bool
) -> None:
    rig = factor_door(database, "face or pin")
    number = give_pin(database, "Ada Lovelace", ADAS_PIN)
    press(rig, f"o{number if known else 10_000 + (number == 10_000)}!")
    said = []
    for pin in ("9999", "8888", "7777"):
        press(rig, f"{pin}!")
        said.append(rig.nobody(0.05)[-1].sentence)
    assert said == ["That PIN is not right", "That PIN is not right", "Please try again later"]
    assert rig.log.rows[0].reason is Reason.PIN_WRONG
    assert rig.log.rows[0].person_name == ("Ada Lovelace" if known else None)


def test_a_keypad_that_nobody_used_leaves_no_row(database: Database) -> None:
    rig = factor_door(database, "face or pin")
    press(rig, "o12x")
    rig.nobody(0.1)
    press(rig, "o")
    rig.nobody(PIN_S + 1)
    assert rig.log.rows == []


def test_a_revoked_patron_is_not_let_in_by_their_pin(database: Database) -> None:
    rig = factor_door(database, "face or pin")
    number = give_pin(database, "Ada Lovelace", ADAS_PIN, ADAS_DURESS_PIN)
    revoke(rig, "Ada Lovelace")
    press(rig, f"o{number}!{ADAS_DURESS_PIN}!")
    rig.nobody(0.1)
    assert rig.outcomes == ["denied revoked Ada Lovelace"]
    assert rig.log.rows[0].factors == "PIN under duress"
    assert len(rig.duress) == 1


def test_ten_failures_lock_the_door_for_everybodys_pin(database: Database) -> None:
    rig = factor_door(database, "face or pin")
    number = give_pin(database, "Ada Lovelace", ADAS_PIN)
    for guess in range(11_110, 11_115):
        press(rig, f"o{guess}!")
        for pin in ("9999", "8888", "7777"):
            press(rig, f"{pin}!")
            rig.nobody(0.05)
        rig.nobody(5)
    press(rig, f"o{number}!{ADAS_PIN}!")
    rig.nobody(5)
    assert rig.outcomes[-1] == "denied locked out Ada Lovelace"
    rig.person(ADA, 4)
    assert rig.outcomes[-1] == "granted matched Ada Lovelace"  # a face is no guess


@pytest.mark.parametrize("opens_by", ["face", "face+pin", "face or badge"])
def test_elsewhere_keys_open_nothing(database: Database, opens_by: str) -> None:
    rig = factor_door(database, opens_by)
    number = give_pin(database, "Ada Lovelace", ADAS_PIN)
    press(rig, f"o{number}!{ADAS_PIN}!")
    views = rig.nobody(1)
    assert rig.journal == []
    assert {view.state for view in views} == {EntryState.IDLE}
    assert not views[-1].offers_keypad
    for key in Key:
        rig.keys.press(key)
    assert len(rig.keys.take()) <= 32
