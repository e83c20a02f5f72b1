"""`janus admin`: who may log in on the kiosk, for whoever may use this computer's account."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from db.account_records import Account, Role
from kiosk.cli.actor import actor, refuse_others
from kiosk.cli.context import (
    DataDir,
    cell,
    config_of,
    console,
    local,
    open_database,
    plain,
    speaks_errors,
)
from kiosk.clock import SystemClock
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from kiosk.accounts.room import AccountRoom

admin_app = typer.Typer(
    no_args_is_help=True,
    help="Who may log in on the kiosk's screen, and with which role.",
    epilog="Example: janus admin add Grace --role guard",
)

Name = Annotated[str, typer.Argument(help="The account's name.")]


@admin_app.command("list", epilog="Example: janus admin list")
@speaks_errors
def list_accounts(*, data_dir: DataDir = None) -> None:
    """List the accounts."""
    with _room(data_dir) as room:
        accounts = room.administration.accounts()
    if not accounts:
        typer.echo("There is no account yet: see janus admin add.")
        return
    table = Table("name", "role", "phone", "state", "made", box=None)
    for account in accounts:
        table.add_row(
            cell(account.name),
            account.role,
            "bound" if account.has_code else "",
            "active" if account.disabled_at is None else f"disabled {local(account.disabled_at)}",
            f"{local(account.created_at)} by {cell(account.created_by)}",
        )
    console().print(table)


@admin_app.command("add", epilog="Example: janus admin add Grace --role guard")
@speaks_errors
def add_account(
    name: Name,
    *,
    role: Annotated[Role, typer.Option(help="What the account may do.")],
    data_dir: DataDir = None,
) -> None:
    """Make an account; its password is asked for, or read from standard input."""
    with _room(data_dir, may_be_new=True) as room:
        made = room.administration.add(name, role, _new_password(), actor())
    typer.echo(f"{plain(made.name)} may log in now, as {made.role}.")


@admin_app.command("disable", epilog="Example: janus admin disable Grace")
@speaks_errors
def disable_account(name: Name, *, data_dir: DataDir = None) -> None:
    """Let nobody use an account any more, also where it is in use at this moment."""
    with _room(data_dir) as room:
        room.administration.disable(_found(room, name).id, actor())
    typer.echo(f"{plain(name)} can no longer log in.")


@admin_app.command("enable", epilog="Example: janus admin enable Grace")
@speaks_errors
def enable_account(name: Name, *, data_dir: DataDir = None) -> None:
    """Let a disabled account be used again."""
    with _room(data_dir) as room:
        room.administration.enable(_found(room, name).id, actor())
    typer.echo(f"{plain(name)} can log in again.")


@admin_app.command("role", epilog="Example: janus admin role Grace auditor")
@speaks_errors
def set_role(
    name: Name,
    role: Annotated[Role, typer.Argument(help="What the account may do from now on.")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Give an account another role."""
    with _room(data_dir) as room:
        changed = room.administration.set_role(_found(room, name).id, role, actor())
    typer.echo(f"{plain(changed.name)} is {changed.role} now.")


@admin_app.command("password", epilog="Example: janus admin password owner")
@speaks_errors
def set_password(
    name: Annotated[
        str | None, typer.Argument(help="The account's name; the owner's by default.")
    ] = None,
    *,
    data_dir: DataDir = None,
) -> None:
    """Set a password, e.g. because it was forgotten; lifts a lock against guessing.

    It is asked for, or read from the first line of standard input where that is no terminal.
    Where there is no account yet, one is made: an owner.
    """
    from kiosk.accounts.administration import FIRST_NAME

    with _room(data_dir, may_be_new=True) as room:
        if not room.administration.is_set_up():
            made = room.administration.set_up(name or FIRST_NAME, _new_password(), actor())
            typer.echo(f"{plain(made.name)} is the owner now, and can log in.")
            return
        account = _only_owner(room) if name is None else _found(room, name)
        room.administration.set_password(account.id, _new_password(), actor())
    typer.echo(f"The password of {plain(account.name)} is set.")


@admin_app.command("totp", epilog="Example: janus admin totp Grace")
@speaks_errors
def bind_phone(
    name: Name,
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Ask for no code any more.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Have an account give a phone's code (TOTP) beside its password, or no longer.

    Shows a QR code for an authenticator app, and asks for the digits that the app then shows.
    """
    import segno

    with _room(data_dir) as room:
        account = _found(room, name)
        if remove:
            room.phones.unbind(account.id, actor())
            typer.echo(f"{plain(account.name)} gives no code any more.")
            return
        offer = room.phones.offer(account.name)
        segno.make_qr(offer.address, error="m").terminal(compact=True)
        typer.echo(f"Without a camera, type this key: {offer.secret}")
        room.phones.bind(account.id, offer, _line("Six digits of the phone"), actor())
    typer.echo("The phone is bound. Each of these codes stands in for it once, if it is lost:")
    for code in offer.recovery_codes:
        typer.echo(f"  {code}")


@contextlib.contextmanager
def _room(data_dir: Path | None, *, may_be_new: bool = False) -> Iterator[AccountRoom]:
    """Open the accounts, for the owner of the kiosk's files only.

    Raises:
        KioskError: They are somebody else's, or there are none.
        StoreError: The database cannot be opened.
    """
    from db.house_box import HouseBox
    from kiosk.accounts.room import account_room
    from kiosk.accounts.secret_box import PURPOSE

    config = config_of(data_dir)
    refuse_others(config.data_dir, config.database_location)
    with open_database(config, may_be_new=may_be_new) as database:
        yield account_room(
            database, SystemClock(), HouseBox(database, PURPOSE), kiosk=config.door.name
        )


def _found(room: AccountRoom, name: str) -> Account:
    account = room.administration.named(name)
    if account is None:
        raise KioskError(
            f"There is no account “{plain(name)}”.", "List them with `janus admin list`."
        )
    return account


def _only_owner(room: AccountRoom) -> Account:
    owners = [a for a in room.administration.accounts() if a.role is Role.OWNER and a.is_active]
    if len(owners) != 1:
        raise KioskError("There is more than one owner.", "Say whose: janus admin password NAME.")
    return owners[0]


def _new_password() -> str:
    """Never an option: the shell's history and the list of processes would show it."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("New password", hide_input=True, confirmation_prompt=True))


def _line(question: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt(question))
