"""Asked before each act: may whoever is logged in still do this?"""

from collections.abc import Collection, Mapping

from db.account_records import Role
from db.accounts import AccountStore
from db.acts import ActLog
from db.audit import AdminAction
from kiosk.accounts.permissions import Permission
from kiosk.accounts.session import AdminSession
from kiosk.clock import Clock
from kiosk.errors import KioskError


class Authority:
    """What one login may do. The screens hide what it may not; this is what refuses it.

    Args:
        session: Who is logged in.
        store: The accounts, asked anew each time: one may be disabled while it is in use.
        acts: Where an act is written down that has no transaction of its own.
        clock: Dates it.
        code_required_for: Roles that may do nothing before a phone is bound.
    """

    def __init__(
        self,
        session: AdminSession,
        store: AccountStore,
        acts: ActLog,
        clock: Clock,
        *,
        code_required_for: Collection[Role] = (),
    ) -> None:
        self.session = session
        self._store = store
        self._acts = acts
        self._clock = clock
        self._code_required_for = frozenset(code_required_for)

    @property
    def actor(self) -> str:
        """Who does what is done, as the log names them."""
        return self.session.actor

    def may(self, permission: Permission) -> bool:
        """Return whether the role allows something; for what is shown."""
        return self.session.may(permission)

    def require(self, permission: Permission) -> str:
        """Return who acts, where they may do so; reads the database, so off the GUI thread only.

        Raises:
            KioskError: They may not, or no longer.
            StoreError: The database cannot be read; then nobody may.
        """
        account = self._store.get(self.session.account_id)
        if not account.is_active or account.role is not self.session.role:
            raise KioskError(
                "Your account has been changed or disabled since you logged in.",
                "Log out, and log in again.",
            )
        if account.role in self._code_required_for and not account.has_code:
            raise KioskError("Your account needs a phone's code.", "Log in again to bind a phone.")
        if not self.may(permission):
            raise KioskError(
                f"A person with the role “{account.role}” may not {permission}.", "Ask an owner."
            )
        return self.actor

    def tell(
        self,
        permission: Permission,
        action: str,
        subject: str,
        after: Mapping[str, str] | None = None,
    ) -> str:
        """Return who acts, as `require`, once the act is in the log: for looking, and taking along.

        Args:
            permission: What it needs.
            action: What is done, in two or three words, e.g. "log exported".
            subject: What it is done to.
            after: What comes of it.

        Raises:
            KioskError: They may not, or no longer.
            StoreError: It cannot be written down; then it must not be done.
        """
        actor = self.require(permission)
        now = self._clock.now()
        self._acts.record(AdminAction(now, actor, action, subject, after=after or {}))
        return actor
