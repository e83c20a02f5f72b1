"""Which permission each screen, each button and each command needs. Pure tables.

A test walks the admin area and the command line, and fails where one of them stands in no table.
"""

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.accounts.permissions import Permission

PEOPLE = "People"
ENROL = "Enrol"
LOG = "Access log"
RULES = "Rules"
SETTINGS = "Settings"
ACCOUNTS = "Accounts"
MYSELF = "My password"

SCREENS: Mapping[str, Permission] = MappingProxyType(
    {
        PEOPLE: Permission.SEE_PEOPLE,
        ENROL: Permission.ENROL,
        LOG: Permission.SEE_LOG,
        RULES: Permission.MODES,
        SETTINGS: Permission.SETTINGS,
        ACCOUNTS: Permission.ACCOUNTS,
        MYSELF: Permission.MYSELF,
    }
)
"""By the name on the rail: what a screen's being there needs."""

OTHER_BUTTONS: Mapping[tuple[str, str], Permission] = MappingProxyType(
    {
        (PEOPLE, "Enrol a person"): Permission.ENROL,
        (LOG, "Acknowledge"): Permission.ALARMS,
        (PEOPLE, "Rename"): Permission.EDIT_PEOPLE,
        (PEOPLE, "Save"): Permission.EDIT_PEOPLE,
        (PEOPLE, "Revoke"): Permission.REVOKE,
        (PEOPLE, "Revoke access"): Permission.REVOKE,
        (PEOPLE, "Restore"): Permission.RESTORE,
        (PEOPLE, "Access log"): Permission.SEE_LOG,
        (LOG, "Export"): Permission.EXPORT_LOG,
        (LOG, "It was them"): Permission.REVIEW,
        (LOG, "It was not"): Permission.REVIEW,
        (LOG, "Say who it was"): Permission.REVIEW,
        (LOG, "It was this person"): Permission.REVIEW,
        (LOG, "Take it back"): Permission.REVIEW,
        (SETTINGS, "Agree to this camera"): Permission.CAMERA,
    }
)
"""By screen and name: what a button needs that needs more than its screen does."""

SAME_BUTTONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        PEOPLE: frozenset({"Cancel", "Keep it"}),
        ENROL: frozenset(
            {
                "Choose a photo …",
                "Take the picture",
                "Another photo",
                "Check",
                "Enrol",
                "Enrol another person",
                "The person has read this text, and agrees.",
                "I have looked at both photos:\nthese are two people.",
            }
        ),
        LOG: frozenset(
            {
                "Visits",
                "Figures",
                "Alarms",
                "Refresh",
                "Newest",
                "Today",
                "The day before",
                "The day after",
                "Cancel",
            }
        ),
        RULES: frozenset(
            {
                "Refresh",
                "Lock the house down",
                "Evacuate",
                "Back to normal",
                "Yes, lock the house down",
                "Yes, evacuate",
                "Yes, back to normal",
                "Cancel",
            }
        ),
        SETTINGS: frozenset(
            {"Save", "Beep with each decision: once\nfor granted, twice for denied"}
        ),
        MYSELF: frozenset({"Change my password"}),
        ACCOUNTS: frozenset(
            {
                "Add an account",
                "Add this account",
                "Change the role",
                "Save the role",
                "Set a password",
                "Save the password",
                "Bind a phone",
                "Bind this phone",
                "I wrote them down",
                "Remove the phone",
                "Disable",
                "Disable this account",
                "Enable",
                "Cancel",
                "Not now",
            }
        ),
    }
)
"""By screen: the buttons that need what their screen does."""

COMMANDS: Mapping[str, Permission] = MappingProxyType(
    {
        "demo": Permission.RUN,
        "kiosk": Permission.RUN,
        "doctor": Permission.RUN,
        "enroll": Permission.ENROL,
        "people list": Permission.SEE_PEOPLE,
        "people search": Permission.SEE_PEOPLE,
        "people show": Permission.SEE_PICTURES,
        "people rename": Permission.EDIT_PEOPLE,
        "people validity": Permission.EDIT_PEOPLE,
        "people revoke": Permission.REVOKE,
        "people restore": Permission.RESTORE,
        "people re-embed": Permission.MODELS,
        "people pin": Permission.FACTORS,
        "people erase": Permission.ERASE,
        "people export": Permission.EXPORT_PERSON,
        "people consent-text": Permission.SEE_PEOPLE,
        "people agreed": Permission.ENROL,
        "people keep": Permission.EDIT_PEOPLE,
        "people overdue": Permission.SEE_PEOPLE,
        "badge issue": Permission.FACTORS,
        "badge revoke": Permission.FACTORS,
        "badge list": Permission.SEE_PEOPLE,
        "rules show": Permission.SEE_PEOPLE,
        "rules explain": Permission.SEE_PEOPLE,
        "rules muster": Permission.SEE_PEOPLE,
        "rules left": Permission.MODES,
        "rules mode": Permission.MODES,
        "rules group add": Permission.RULES,
        "rules group remove": Permission.RULES,
        "rules group join": Permission.RULES,
        "rules group leave": Permission.RULES,
        "rules group members": Permission.SEE_PEOPLE,
        "rules schedule add": Permission.RULES,
        "rules schedule remove": Permission.RULES,
        "rules holidays import": Permission.RULES,
        "rules holidays show": Permission.SEE_PEOPLE,
        "rules holidays remove": Permission.RULES,
        "rules area add": Permission.RULES,
        "rules area remove": Permission.RULES,
        "rules door assign": Permission.RULES,
        "rules door unassign": Permission.RULES,
        "rules door set": Permission.RULES,
        "rules door everybody": Permission.RULES,
        "rules door clear": Permission.RULES,
        "rules visitor add": Permission.RULES,
        "rules visitor remove": Permission.RULES,
        "log list": Permission.SEE_LOG,
        "log show": Permission.SEE_PICTURES,
        "log export": Permission.EXPORT_LOG,
        "log verify": Permission.VERIFY_LOG,
        "log replay": Permission.VERIFY_LOG,
        "log head": Permission.VERIFY_LOG,
        "log new-key": Permission.KEYS,
        "log prune": Permission.PRUNE_LOG,
        "log rates": Permission.SEE_LOG,
        "log report": Permission.EXPORT_LOG,
        "backup make": Permission.BACKUP,
        "backup verify": Permission.BACKUP,
        "restore": Permission.BACKUP,
        "keys show": Permission.KEYS,
        "keys new": Permission.KEYS,
        "keys rotate": Permission.KEYS,
        "keys clean": Permission.KEYS,
        "admin list": Permission.ACCOUNTS,
        "admin add": Permission.ACCOUNTS,
        "admin disable": Permission.ACCOUNTS,
        "admin enable": Permission.ACCOUNTS,
        "admin role": Permission.ACCOUNTS,
        "admin password": Permission.ACCOUNTS,
        "admin totp": Permission.ACCOUNTS,
        "door test": Permission.MODES,
        "door lock": Permission.MODES,
        "door status": Permission.RUN,
        "door events": Permission.SEE_LOG,
        "camera show": Permission.RUN,
        "camera list": Permission.RUN,
        "camera agree": Permission.CAMERA,
        "weights list": Permission.RUN,
        "weights verify": Permission.RUN,
        "weights install": Permission.MODELS,
        "data kaggle": Permission.MODELS,
        "train": Permission.MODELS,
        "evaluate": Permission.MODELS,
        "evaluate-pad": Permission.MODELS,
        "record": Permission.MODELS,
        "calibrate": Permission.MODELS,
    }
)
"""By command: what it does, in the words of permissions.

Whoever may use the account of the operating system that the kiosk's files belong to may use all of
them; what they do is in the log as `console:` and that user's name.
"""


def permission_of(screen: str, button: str) -> Permission | None:
    """Return what a button needs; None where it stands in no table, or in two."""
    other, same = OTHER_BUTTONS.get((screen, button)), button in SAME_BUTTONS[screen]
    if (other is None) == (not same):
        return None
    return other or SCREENS[screen]
