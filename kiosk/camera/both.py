"""The agreements about a door's camera and about the infrared one beside it, as one."""

from db.camera_records import CameraAgreement, CameraIdentity
from kiosk.camera.binding import CameraBinding, Refusal


class BothBindings:
    """Refuses where either camera is another one than was agreed on. May be asked from any thread.

    Args:
        camera: Binds the door's camera.
        witness: Binds the infrared camera.
        witness_address: What the infrared camera is bound by; no other camera has it.
    """

    def __init__(
        self, camera: CameraBinding, witness: CameraBinding, witness_address: str | None
    ) -> None:
        self._camera = camera
        self._witness = witness
        self._witness_address = witness_address

    @property
    def refusal(self) -> Refusal | None:
        """Why a camera that is connected now is refused; None where neither is."""
        return self._camera.refusal or self._witness.refusal

    def agree(self, camera: CameraIdentity, by: str) -> CameraAgreement:
        """Make a camera the one of this door, or its witness, from its next connection on.

        Args:
            camera: The camera as it was shown to whoever agrees.
            by: Who agrees.

        Raises:
            KioskError: It is not infrared, and must be.
            StoreError: The database cannot be written.
        """
        is_witness = camera.address == self._witness_address
        return (self._witness if is_witness else self._camera).agree(camera, by)
