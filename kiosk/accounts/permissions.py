"""Which role may do what. Pure: one table, read by screens, services and tests alike."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from db.account_records import Role


class Permission(StrEnum):
    """One thing that may be done; in words that finish the sentence "may not …"."""

    MYSELF = "change their own password"
    SEE_PEOPLE = "see who is enrolled"
    SEE_PICTURES = "see pictures of people"
    ENROL = "enrol people"
    EDIT_PEOPLE = "change names and validity"
    FACTORS = "give people PINs and badges"
    REVOKE = "revoke somebody's access"
    RESTORE = "restore somebody's access"
    ERASE = "erase people"
    EXPORT_PERSON = "export what is held on a person"
    SEE_LOG = "see the access log"
    EXPORT_LOG = "export the access log"
    VERIFY_LOG = "verify the log"
    PRUNE_LOG = "prune the log"
    REVIEW = "mark whether the door was right"
    ALARMS = "acknowledge alarms"
    MODES = "lock the building down or open it"
    RULES = "change the rules of entry"
    SETTINGS = "change the settings"
    CAMERA = "agree to a camera"
    ACCOUNTS = "change who may log in"
    KEYS = "change the keys of the stored data"
    BACKUP = "back up and restore"
    MODELS = "install, train and measure networks"
    RUN = "start the kiosk and look at its state"


_OF_A_GUARD = frozenset(
    {
        Permission.MYSELF,
        Permission.SEE_PEOPLE,
        Permission.SEE_PICTURES,
        Permission.REVOKE,  # whoever must stay out, must stay out now; giving it back can wait
        Permission.SEE_LOG,
        Permission.REVIEW,
        Permission.ALARMS,
        Permission.MODES,
    }
)
_OF_AN_ENROLLER = frozenset(
    {
        Permission.MYSELF,
        Permission.SEE_PEOPLE,
        Permission.SEE_PICTURES,
        Permission.ENROL,
        Permission.EDIT_PEOPLE,
        Permission.FACTORS,
        Permission.REVOKE,
        Permission.RESTORE,
    }
)
# No pictures: rows can be audited without looking at faces. Nothing that changes anything.
_OF_AN_AUDITOR = frozenset(
    {
        Permission.MYSELF,
        Permission.SEE_PEOPLE,
        Permission.SEE_LOG,
        Permission.EXPORT_LOG,
        Permission.VERIFY_LOG,
    }
)

MAY: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.OWNER: frozenset(Permission),
        Role.ENROLLER: _OF_AN_ENROLLER,
        Role.GUARD: _OF_A_GUARD,
        Role.AUDITOR: _OF_AN_AUDITOR,
    }
)


def may(role: Role, permission: Permission) -> bool:
    """Return whether a role may do something."""
    return permission in MAY[role]
