"""`janus rules` on a real database: what it says, what it keeps, and what it refuses."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.audit import AuditLog
from db.engine import Database
from db.gallery import Gallery
from db.presence import PresenceStore, carry
from db.presence_records import Passage, Stay
from db.records import Person
from db.rule_records import Area, DoorRules, Mode, Passback, Permit, RuleBook
from db.rules import RuleStore
from tests.test_db.samples import NOON, patron
from tests.test_kiosk.cli_runner import flat, janus
from tests.test_kiosk.test_rules.test_holidays import ics

OWN_DOOR = "Main entrance"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "janus.sqlite3")
    yield database
    database.close()


@pytest.fixture
def ada(database: Database) -> Person:
    return Gallery(database).add(patron("Ada Lovelace"), NOON, by="ada")


Book = Callable[[], RuleBook]


@pytest.fixture
def book(database: Database) -> Book:
    return RuleStore(database).book


def done(tmp_path: Path, *words: str) -> str:
    result = janus(tmp_path, "rules", *words)
    assert result.exit_code == 0, result.output
    return flat(result.stdout)


def refused(tmp_path: Path, *words: str) -> str:
    result = janus(tmp_path, "rules", *words)
    assert result.exit_code == 1, result.output
    return flat(result.stderr)


def test_a_fresh_house(database: Database, tmp_path: Path) -> None:
    assert "everybody valid may enter at any time" in done(tmp_path, "show")


def test_from_groups_and_hours_to_a_restricted_door(
    ada: Person, book: Book, tmp_path: Path
) -> None:
    done(tmp_path, "group", "add", "staff", "--in-lockdown")
    done(tmp_path, "group", "join", "staff", "ada lovelace")
    done(tmp_path, "schedule", "add", "office", "mon-fri 08:00-18:00", "--zone", "Europe/Berlin")
    done(tmp_path, "door", "assign", "staff", "--schedule", "office")
    assert book().groups["staff"].members == {ada.id}
    door = DoorRules(OWN_DOOR, is_restricted=True, permits=frozenset({Permit("staff", "office")}))
    assert book().doors == {OWN_DOOR: door}
    shown = done(tmp_path, "show")
    assert "office mon-fri 08:00-18:00; Europe/Berlin" in shown
    assert f"door {OWN_DOOR} staff (office)" in shown
    assert "staff 1 member; also in a lockdown" in shown
    assert "Ada Lovelace" in done(tmp_path, "group", "members", "staff")


def test_the_last_group_of_a_door_leaves_it_shut_and_says_so(
    database: Database, book: Book, tmp_path: Path
) -> None:
    done(tmp_path, "group", "add", "staff")
    done(tmp_path, "door", "assign", "staff")
    result = janus(tmp_path, "rules", "door", "unassign", "staff")
    assert "nobody may use this door now" in result.stderr
    assert book().doors[OWN_DOOR] == DoorRules(OWN_DOOR, is_restricted=True)
    done(tmp_path, "door", "everybody")
    assert book().doors[OWN_DOOR] == DoorRules(OWN_DOOR)


def test_a_mistyped_door_is_pointed_out(database: Database, tmp_path: Path) -> None:
    done(tmp_path, "group", "add", "staff")
    words = ["rules", "door", "assign", "staff", "--door", "Main Entrance"]
    result = janus(tmp_path, *words)
    assert "no visit was ever at “Main Entrance”. Known doors: “Main entrance”" in result.stderr


def test_setting_a_door_changes_only_what_is_named(
    database: Database, book: Book, tmp_path: Path
) -> None:
    done(tmp_path, "area", "add", "Lab", "--anti-passback", "timed", "--for", "300", "--limit", "9")
    assert book().areas["Lab"] == Area("Lab", Passback.TIMED, 300.0, 9)
    done(tmp_path, "door", "set", "--into", "Lab", "--people", "2", "--interlock", "Inner")
    done(tmp_path, "door", "set", "--within", "20")
    done(tmp_path, "door", "set", "--people", "3", "--interlock", "Outer")
    expected = DoorRules(
        OWN_DOOR,
        into="Lab",
        people=3,
        people_within_s=20.0,
        interlocked=frozenset({"Inner", "Outer"}),
    )
    assert book().doors[OWN_DOOR] == expected
    done(tmp_path, "door", "set", "--into", "", "--no-interlock")
    assert book().doors[OWN_DOOR] == DoorRules(OWN_DOOR, people=3, people_within_s=20.0)
    done(tmp_path, "door", "clear")
    assert book().doors == {}


def test_holidays_come_from_a_file_and_show_what_was_taken(
    database: Database, book: Book, tmp_path: Path
) -> None:
    file = tmp_path / "days.ics"
    file.write_bytes(
        ics(
            "DTSTART;VALUE=DATE:20101225|RRULE:FREQ=YEARLY|SUMMARY:Christmas Day",
            "DTSTART:20101211T180000Z|SUMMARY:Party",
        )
    )
    result = janus(tmp_path, "rules", "holidays", "import", file, "--years", "1")
    assert result.exit_code == 0
    assert "“public” has 2 holidays" in result.stdout
    assert "1 entry with a time of day left out" in flat(result.stderr)
    assert set(book().calendars["public"].days.values()) == {"Christmas Day"}
    assert "12-25" in done(tmp_path, "holidays", "show", "public")
    before = book()
    file.write_bytes(b"nonsense")
    assert "no iCalendar" in refused(tmp_path, "holidays", "import", str(file))
    assert "cannot be read" in refused(tmp_path, "holidays", "import", str(tmp_path / "gone.ics"))
    assert book() == before


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        (Mode.LOCKDOWN, "only guards may enter"),
        (Mode.EVACUATION, "janus rules muster"),
        (Mode.NORMAL, "back to normal"),
    ],
)
def test_a_mode_says_what_it_means(
    database: Database, book: Book, tmp_path: Path, mode: Mode, says: str
) -> None:
    done(tmp_path, "group", "add", "guards", "--in-lockdown")
    assert says in done(tmp_path, "mode", mode.value)
    assert book().mode is mode
    newest = AuditLog(database).newest(1)[0]
    assert (newest.action, newest.actor.partition(":")[0]) == ("mode set", "console")


def test_explain_names_the_ruling(ada: Person, tmp_path: Path) -> None:
    done(tmp_path, "group", "add", "staff")
    done(tmp_path, "group", "join", "staff", "Ada Lovelace")
    done(tmp_path, "schedule", "add", "office", "mon-fri 08:00-18:00", "--zone", "UTC")
    done(tmp_path, "door", "assign", "staff", "--schedule", "office")
    ask = ["explain", "Ada Lovelace", "--at"]
    wednesday = done(tmp_path, *ask, "2026-05-06T12:00+00:00")
    assert f"Ada Lovelace may enter at “{OWN_DOOR}”" in wednesday
    assert "Rule: staff, office." in wednesday
    sunday = done(tmp_path, *ask, "2026-05-10T12:00+00:00")
    assert "may not enter" in sunday
    assert "outside the hours" in sunday
    assert "outside “office” (mon-fri 08:00-18:00, UTC)" in sunday


def test_explain_knows_of_validity_too(ada: Person, database: Database, tmp_path: Path) -> None:
    Gallery(database).revoke(ada.id, NOON, by="ada")
    assert "may not enter" in done(tmp_path, "explain", "Ada Lovelace")


def test_the_muster_lists_who_is_inside_until_they_left(
    ada: Person, database: Database, tmp_path: Path
) -> None:
    stay = Stay(ada.id, "Lab", NOON)
    with database.writing() as session:
        carry(session, Passage(None, 0, OWN_DOOR, NOON, (ada.id,), NOON, after=(stay,)))
    listed = done(tmp_path, "muster")
    assert "1 person inside" in listed
    assert "[ ] Lab Ada Lovelace" in listed
    assert "is not counted there any more" in done(tmp_path, "left", "Ada Lovelace", "Lab")
    assert "was not inside" in done(tmp_path, "left", "Ada Lovelace", "Lab")
    assert PresenceStore(database).present() == ()


def test_a_visitor(ada: Person, book: Book, tmp_path: Path) -> None:
    said = done(
        tmp_path, "visitor", "add", "Ada Lovelace", "--until", "2999-12-31", "--entries", "2"
    )
    assert "2 times at most" in said
    visitor = book().visitors[ada.id]
    assert visitor.until > datetime(2999, 12, 31, tzinfo=UTC)
    assert visitor.entries == 2
    assert "moment is over" in refused(
        tmp_path, "visitor", "add", "Ada Lovelace", "--until", "2001-01-01"
    )
    done(tmp_path, "visitor", "remove", "Ada Lovelace")
    assert book().visitors == {}


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["group", "join", "attic", "Ada Lovelace"], "There is no group “attic”"),
        (["group", "join", "attic", "Grace"], "Nobody with the name"),
        (["group", "members", "attic"], "There is no group “attic”"),
        (["group", "remove", "attic"], "There is no group “attic”"),
        (["door", "assign", "attic"], "There is no group “attic”"),
        (["door", "unassign", "attic"], "no such leave"),
        (["door", "set", "--into", "Attic"], "There is no area “Attic”"),
        (["door", "clear"], "There is no door"),
        (["schedule", "add", "x", "someday", "--zone", "UTC"], "not a day and its hours"),
        (["schedule", "add", "x", "mon 8:00-8:00", "--zone", "UTC"], "ends when it begins"),
        (["schedule", "add", "x", "mon 8:00-24:01", "--zone", "UTC"], "no such time"),
        (["schedule", "add", "x", "mon-holiday 8:00-9:00", "--zone", "UTC"], "no range of days"),
        (["schedule", "add", "x", "mon 8:00-9:00", "--zone", "Mars"], "no time zone “Mars”"),
        (["visitor", "remove", "Ada Lovelace"], "no visitor's pass"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    ada: Person, book: Book, tmp_path: Path, words: list[str], problem: str
) -> None:
    assert problem in refused(tmp_path, *words)
    assert book() == RuleBook(revision=1)
