"""Which permission each screen and each button of the admin area needs. Pure tables."""

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.accounts.permissions import Permission

PEOPLE = "People"
ENROL = "Enrol"
LOG = "Access log"
SETTINGS = "Settings"
ACCOUNTS = "Accounts"

SCREENS: Mapping[str, Permission] = MappingProxyType(
    {
        PEOPLE: Permission.SEE_PEOPLE,
        ENROL: Permission.ENROL,
        LOG: Permission.SEE_LOG,
        SETTINGS: Permission.SETTINGS,
        ACCOUNTS: Permission.ACCOUNTS,
    }
)
"""By the name on the rail: what a screen's being there needs."""
