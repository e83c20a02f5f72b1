"""`janus admin`, as whoever may use the computer's account types it."""

import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pyotp
import pytest
from click.testing import Result
from typer.testing import CliRunner

from db.audit import AuditLog
from db.engine import Database
from kiosk.accounts import phones, room
from kiosk.accounts.login import Answer
from kiosk.accounts.passwords import Passwords
from kiosk.accounts.phone_code import address_of
from kiosk.accounts.room import AccountRoom
from kiosk.cli import actor as at_console
from kiosk.cli import admin as cli_admin
from kiosk.cli.main import app
from kiosk.clock import SystemClock
from tests.accounts import CHEAP, PASSWORD, cheap_room


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "Passwords", lambda _hasher: Passwords(CHEAP))


def admin(folder: Path, *arguments: str, typed: str = "") -> Result:
    result = CliRunner().invoke(app, ["admin", *arguments, "--data-dir", str(folder)], input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@contextmanager
def kiosk(folder: Path) -> Iterator[tuple[AccountRoom, AuditLog]]:
    with closing(Database.open(folder / "janus.sqlite3")) as database:
        yield cheap_room(database, SystemClock()), AuditLog(database)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert admin(tmp_path, "password", typed=f"{PASSWORD}\n").exit_code == 0
    assert admin(tmp_path, "add", "Grace", "--role", "guard", typed=f"{PASSWORD}\n").exit_code == 0
    return tmp_path


def test_the_first_password_makes_the_owner_and_later_ones_are_theirs(tmp_path: Path) -> None:
    first = admin(tmp_path, "password", typed=f"{PASSWORD}\n")
    assert "owner is the owner now" in first.output
    assert admin(tmp_path, "password", typed="battery staple\n").exit_code == 0
    assert PASSWORD not in first.output
    with kiosk(tmp_path) as (accounts, _):
        assert accounts.login.check("owner", PASSWORD).session is None
        assert accounts.login.check("owner", "battery staple").session is not None


def test_accounts_are_listed_with_who_made_them(home: Path) -> None:
    listed = admin(home, "list").output
    lines = [line.split() for line in listed.splitlines()]
    assert [line[:2] for line in lines[1:]] == [["Grace", "guard"], ["owner", "owner"]]
    assert listed.count("by console:") == 2


def test_a_change_is_in_the_log_as_the_consoles(home: Path) -> None:
    for words in (["role", "grace", "auditor"], ["disable", "GRACE"], ["enable", "Grace"]):
        assert admin(home, *words).exit_code == 0
    with kiosk(home) as (accounts, log):
        assert accounts.administration.named("grace").role == "auditor"  # type: ignore[union-attr]
        acts = [(e.actor, e.action) for e in log.newest(3)]
    who = at_console.actor()
    assert who == f"console:{_user()}"
    assert acts == [
        (who, "account enabled"),
        (who, "account disabled"),
        (who, "account role changed"),
    ]


def test_who_is_at_the_console_is_not_said_by_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER"):
        monkeypatch.setenv(name, "somebody-else")
    assert at_console.actor() == f"console:{_user()}"


def _user() -> str:
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name


def test_the_last_owner_cannot_lock_everybody_out(home: Path) -> None:
    for words in (["disable", "owner"], ["role", "owner", "guard"]):
        result = admin(home, *words)
        assert result.exit_code == 1
        assert "last owner" in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["disable", "nobody"],
        ["enable", "nobody"],
        ["role", "nobody", "guard"],
        ["totp", "nobody"],
        ["password", "nobody"],
    ],
)
def test_an_account_that_is_not_there_is_named(home: Path, words: list[str]) -> None:
    result = admin(home, *words)
    assert result.exit_code == 1
    assert "There is no account “nobody”" in result.stderr


def test_a_role_that_there_is_not_is_wrong_usage(home: Path) -> None:
    assert admin(home, "role", "Grace", "king").exit_code == 2


def test_whose_password_must_be_said_where_there_are_two_owners(home: Path) -> None:
    assert admin(home, "role", "Grace", "owner").exit_code == 0
    result = admin(home, "password", typed="battery staple\n")
    assert result.exit_code == 1
    assert "Say whose" in result.stderr
    assert admin(home, "password", "Grace", typed="battery staple\n").exit_code == 0


def test_looking_makes_no_kiosk(tmp_path: Path) -> None:
    result = admin(tmp_path / "typo", "list")
    assert result.exit_code == 1
    assert "There is no kiosk" in result.stderr
    assert not (tmp_path / "typo").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no user numbers")
def test_somebody_elses_kiosk_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = os.geteuid() + 4321
    monkeypatch.setattr(os, "geteuid", lambda: stranger)
    result = admin(home, "password", "owner", typed="battery staple\n")
    assert result.exit_code == 1
    assert f"belongs to the user {_name_of_owner(home)}" in result.stderr
    assert f"sudo -u {_name_of_owner(home)}" in result.stderr
    with kiosk(home) as (accounts, _):
        assert accounts.login.check("owner", PASSWORD).session is not None


def _name_of_owner(folder: Path) -> str:
    return folder.owner()


def test_a_wrong_code_binds_no_phone(home: Path) -> None:
    result = admin(home, "totp", "Grace", typed="no code\n")
    assert result.exit_code == 1
    assert "█" in result.output or "▄" in result.output  # the QR code
    assert re.search(r"type this key: [A-Z2-7]{32}\n", result.output)
    with kiosk(home) as (accounts, _):
        assert accounts.login.check("Grace", PASSWORD).answer is Answer.OPEN


def test_a_phone_is_bound_and_its_secret_lies_nowhere_in_the_clear(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def read_and_type(question: str) -> str:
        """Stand for somebody who scans the QR code and types what their phone shows."""
        return pyotp.TOTP(seen[0]).at(SystemClock().now())

    def remember(secret: str, *rest: str) -> str:
        seen.append(secret)
        return address_of(secret, *rest)

    monkeypatch.setattr(phones, "address_of", remember)
    monkeypatch.setattr(cli_admin, "_line", read_and_type)
    result = admin(home, "totp", "Grace")
    assert result.exit_code == 0
    codes = re.findall(r"^  ([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})$", result.output, re.MULTILINE)
    assert len(codes) == 8
    for file in home.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert seen[0].encode() not in content, file
            assert not any(code.encode() in content for code in codes), file
    listed = admin(home, "list").output
    assert "bound" in listed
    assert "no code any more" in admin(home, "totp", "Grace", "--remove").output
    assert "bound" not in admin(home, "list").output
