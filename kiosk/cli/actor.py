"""Who is at the command line, as the audit names them, and whether the kiosk is theirs."""

import os
from pathlib import Path

from kiosk.errors import KioskError


def actor() -> str:
    """Return the operating system's user, e.g. `console:ada`.

    It is the user of the process, not what the environment says, which anybody may set.
    """
    return f"console:{_name_of(_uid())}"


def refuse_others(data_dir: Path, database: Path | str) -> None:
    """Refuse whoever is not the owner of the kiosk's files.

    Whoever may write those files can do anything to them, so this gives no safety against root: it
    stops a mistake, such as making files as root that the kiosk can no longer write.

    Args:
        data_dir: The kiosk's folder.
        database: Its database; a file, or the address of one that is elsewhere.

    Raises:
        KioskError: The files are somebody else's.
    """
    uid = _uid()
    if uid is None:  # Windows: who may open the files is for their permissions to say
        return
    files = (database, data_dir) if isinstance(database, Path) else (data_dir,)
    owner = next((file.stat().st_uid for file in files if file.exists()), uid)
    if owner != uid:
        whose = _name_of(owner)
        raise KioskError(
            f"This kiosk belongs to the user {whose} of this computer, and you are "
            f"{_name_of(uid)}.",
            f"Run this as {whose}, e.g. with `sudo -u {whose} janus admin list`.",
        )


def _uid() -> int | None:
    return os.geteuid() if hasattr(os, "geteuid") else None


def _name_of(uid: int | None) -> str:
    """Return a user's name; their number where they have none."""
    if uid is None:
        return os.getlogin()
    import pwd  # not on Windows

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
