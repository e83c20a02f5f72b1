"""Who is at the command line, as the audit names them."""

import getpass


def actor() -> str:
    """Return the operating system's user, e.g. `console:ada`."""
    return f"console:{getpass.getuser()}"
