"""Holds the camera before a door against the one that was agreed on for it."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from db.camera_records import CameraAgreement, CameraIdentity
from db.errors import StoreError
from kiosk.camera.identity import changes, is_infrared, is_virtual, title
from kiosk.clock import Clock
from kiosk.errors import KioskError

_log = logging.getLogger(__name__)

FIRST_START = "the first start"
_NO_INFRARED = "it delivers colour or names no formats, and an infrared camera is required"
_PRETENDED = "a program may be delivering its pictures, so somebody must agree to it"


class AgreementStore(Protocol):
    """What the binding needs of the database; see `CameraStore`."""

    def newest(self, door: str) -> CameraAgreement | None:
        """Return the agreement that holds for a door."""
        ...

    def add(self, door: str, camera: CameraIdentity, at: datetime, by: str) -> CameraAgreement:
        """Add an agreement, which holds from now on."""
        ...

    def add_first(
        self, door: str, camera: CameraIdentity, at: datetime, by: str
    ) -> CameraAgreement:
        """Add an agreement where there is none; return the one that holds."""
        ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no frame of a camera may be looked at.

    Attributes:
        camera: The camera.
        reasons: What speaks against it, in words.
        may_be_agreed: Whether an admin's agreement would change that.
    """

    camera: CameraIdentity
    reasons: tuple[str, ...]
    may_be_agreed: bool = True

    def error(self) -> KioskError:
        """Return the same as an error for people."""
        problem = f"The camera {title(self.camera)} is refused: {'; '.join(self.reasons)}."
        if not self.may_be_agreed:
            remedy = 'Connect an infrared camera, or set camera.infrared to "optional".'
        else:
            remedy = (
                "If this is the camera that shall watch the door, agree to it under Settings or "
                "with `janus camera agree`; otherwise connect the one that was agreed on."
            )
        return KioskError(problem, remedy)


def refusal_of(
    camera: CameraIdentity, bound: CameraIdentity | None, *, must_be_infrared: bool
) -> Refusal | None:
    """Return what speaks against a camera; None where nothing does.

    Args:
        camera: The camera as it is.
        bound: The one that was agreed on; None where none was yet.
        must_be_infrared: Whether one that delivers colour is refused.
    """
    if must_be_infrared and not is_infrared(camera):
        return Refusal(camera, (_NO_INFRARED,), may_be_agreed=False)
    if bound is None:
        return Refusal(camera, (_PRETENDED,)) if is_virtual(camera) else None
    different = changes(bound, camera)
    return Refusal(camera, different) if different else None


class CameraBinding:
    """Which camera a door was given. May be asked from any thread.

    Args:
        store: Where agreements are kept.
        door: The door's name.
        clock: Dates an agreement.
        must_be_infrared: Whether a camera that delivers colour is refused whatever was agreed.
    """

    def __init__(
        self, store: AgreementStore, door: str, clock: Clock, *, must_be_infrared: bool = False
    ) -> None:
        self._store = store
        self._door = door
        self._clock = clock
        self._must_be_infrared = must_be_infrared
        self._refusal: Refusal | None = None

    @property
    def refusal(self) -> Refusal | None:
        """Why the camera that is connected now is refused; None where it is not."""
        return self._refusal

    def agreement(self) -> CameraAgreement | None:
        """Return the agreement that holds; None where there is none yet.

        Raises:
            StoreError: The database cannot be read.
        """
        return self._store.newest(self._door)

    def admit(self, camera: CameraIdentity) -> None:
        """Let the frames of a camera be looked at; the first one of a door binds itself.

        Raises:
            KioskError: It is another one than was agreed on, virtual, or not infrared; or that
                cannot be found out.
        """
        try:
            refusal = self._judge(camera)
        except StoreError as error:
            raise KioskError(error.problem, error.remedy) from error
        self._refusal = refusal
        if refusal is not None:
            raise refusal.error()

    def forget(self) -> None:
        """Say that the camera is away: a refused one may have been taken off."""
        self._refusal = None

    def agree(self, camera: CameraIdentity, by: str) -> CameraAgreement:
        """Make a camera the one of this door, from its next connection on.

        Args:
            camera: The camera as it was shown to whoever agrees.
            by: Who agrees.

        Raises:
            KioskError: It is not infrared, and must be.
            StoreError: The database cannot be written.
        """
        never = refusal_of(camera, camera, must_be_infrared=self._must_be_infrared)
        if never is not None:
            raise never.error()
        agreed = self._store.add(self._door, camera, self._clock.now(), by)
        _log.info("The camera %s was agreed on by %s.", title(camera), by)
        return agreed

    def _judge(self, camera: CameraIdentity) -> Refusal | None:
        held = self._store.newest(self._door)
        bound = held.camera if held else None
        refusal = refusal_of(camera, bound, must_be_infrared=self._must_be_infrared)
        if held is not None or refusal is not None:
            return refusal
        first = self._store.add_first(self._door, camera, self._clock.now(), FIRST_START)
        _log.info("The camera %s is bound to this door.", title(first.camera))
        return refusal_of(camera, first.camera, must_be_infrared=self._must_be_infrared)
