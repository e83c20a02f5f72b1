"""Binding a phone: its QR code, the digits that prove it, and the codes for when it is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from kiosk.ui.admin.parts import GAP_PX, Notice, Tone, button, label
from kiosk.ui.error_text import sentence_of
from kiosk.ui.qr_view import QrView

if TYPE_CHECKING:
    from db.account_records import Account
    from kiosk.accounts.phones import PhoneOffer, Phones
    from kiosk.ui.tasks import TaskRunner

_QR_PX = 220
_GROUP = 4
_SCAN = (
    "Open an authenticator app on the phone, scan this code, and type the six digits that the app "
    "then shows. From now on the door asks for such digits after the password."
)
_WRITE_DOWN = (
    "Write these codes down and keep them apart from the phone. If it is lost, each of them stands "
    "in for its digits once. They are not shown again."
)


class PhonePanel(QWidget):
    """Leads through binding one phone.

    Args:
        phones: Offers and binds; called off the GUI thread only.
        runner: Runs it.
        done: Called when the phone is bound and its codes were written down.
        cancel: Called when it is not to be bound after all; None where it must be.
    """

    def __init__(
        self,
        phones: Phones,
        runner: TaskRunner,
        *,
        done: Callable[[], None],
        cancel: Callable[[], None] | None,
    ) -> None:
        super().__init__()
        self._phones = phones
        self._runner = runner
        self._done = done
        self._account_id = 0
        self._by: Callable[[], str] = str
        self._offer: PhoneOffer | None = None
        self._scanning = self._make_scanning(cancel)
        self._writing = self._make_writing()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scanning)
        column.addWidget(self._writing)
        self.forget()

    def _make_scanning(self, cancel: Callable[[], None] | None) -> QWidget:
        box, column = _box()
        self.qr = QrView(_QR_PX)
        self.secret = label("", "caption")
        self.secret.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code = QLineEdit()
        self.code.setPlaceholderText("Six digits")
        self.code.setAccessibleName("Code of the phone")
        self.notice = Notice()
        self.bind_button = button("Bind this phone", name="primary")
        self.bind_button.clicked.connect(self._bind)
        self.code.returnPressed.connect(self._bind)
        self.cancel_button = button("Not now", name="link")
        self.cancel_button.setHidden(cancel is None)
        if cancel is not None:
            self.cancel_button.clicked.connect(lambda: cancel())
        column.addWidget(label(_SCAN))
        column.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (self.secret, self.code, self.notice, self.bind_button):
            column.addWidget(part)
        column.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignHCenter)
        return box

    def _make_writing(self) -> QWidget:
        box, column = _box()
        self.codes = label("")
        self.codes.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.written_button = button("I wrote them down", name="primary")
        self.written_button.clicked.connect(self._finish)
        column.addWidget(label(_WRITE_DOWN))
        column.addWidget(self.codes)
        column.addWidget(self.written_button)
        return box

    def begin(self, account_id: int, name: str, by: Callable[[], str]) -> None:
        """Offer a phone a new secret.

        Args:
            account_id: Whose phone it will be.
            name: The account's name, as the phone shows it.
            by: Says who does it, or raises where they may not; called off the GUI thread.
        """
        self.forget()
        self._account_id, self._by = account_id, by
        self._runner.run(lambda: self._phones.offer(name), self._show_offer, self._show_error)

    def forget(self) -> None:
        """Keep nothing of what was shown: it is secret."""
        self._offer = None
        self.qr.show_text("")
        self.secret.setText("")
        self.code.clear()
        self.notice.clear()
        self.bind_button.setEnabled(False)
        self.codes.setText("")
        self._scanning.show()
        self._writing.hide()

    def _show_offer(self, offer: PhoneOffer) -> None:
        self._offer = offer
        self.qr.show_text(offer.address)
        groups = (offer.secret[n : n + _GROUP] for n in range(0, len(offer.secret), _GROUP))
        self.secret.setText(f"Without a camera, type this key: {' '.join(groups)}")
        self.bind_button.setEnabled(True)
        self.code.setFocus()

    def _bind(self) -> None:
        offer, code = self._offer, self.code.text()
        if offer is None or not self.bind_button.isEnabled():
            return
        self.bind_button.setEnabled(False)
        account_id, by, phones = self._account_id, self._by, self._phones
        self._runner.run(
            lambda: phones.bind(account_id, offer, code, by()), self._show_codes, self._show_error
        )

    def _show_codes(self, _account: Account) -> None:
        offer = self._offer
        if offer is None:  # left meanwhile
            return
        self.codes.setText("\n".join(offer.recovery_codes))
        self._scanning.hide()
        self._writing.show()
        self.written_button.setFocus()

    def _finish(self) -> None:
        self.forget()
        self._done()

    def _show_error(self, error: Exception) -> None:
        self.bind_button.setEnabled(self._offer is not None)
        self.code.clear()
        self.code.setFocus()
        self.notice.say(Tone.BAD, sentence_of(error))


def _box() -> tuple[QWidget, QVBoxLayout]:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP_PX)
    return box, column
