"""From the word in the configuration to the source that it names."""

import re
from pathlib import Path
from typing import TypeAlias

from db.camera_records import CameraIdentity
from kiosk.camera.address import without_login
from kiosk.camera.binding import AgreementStore, CameraBinding
from kiosk.camera.both import BothBindings
from kiosk.camera.source import FrameSource
from kiosk.clock import Clock
from kiosk.config import Config
from kiosk.errors import KioskError

Binding: TypeAlias = CameraBinding | BothBindings

_STREAM = re.compile(r"(rtsps?|https?|udp|tcp)://", re.IGNORECASE)
_LIKE_AN_ADDRESS = re.compile(r".*://|\w{2,}:/|[^/\\]*:[^/\\]*@")  # or like a login
_SCENE = re.compile(r"scene(?::(\d{1,9}))?")


def is_camera(source: FrameSource) -> bool:
    """Return whether a source shows who is there now: not a clip, the scene, or anything unknown.

    A stream counts, whatever its address delivers: most cameras of a building are streams.
    """
    return camera_address(source) is not None


def camera_address(source: FrameSource) -> str | None:
    """Return what a camera is bound by, see `kiosk/camera/binding.py`; None where it is none."""
    from kiosk.camera.stream import StreamSource
    from kiosk.camera.webcam import WebcamSource

    return source.address if isinstance(source, WebcamSource | StreamSource) else None


def guarded(source: FrameSource, binding: CameraBinding) -> FrameSource:
    """Return a source that lets only frames of the agreed camera through.

    A clip and the scene stay as they are: for them no lock is moved anyway.
    """
    from kiosk.camera.guarded import GuardedSource
    from kiosk.camera.linux import cameras_here, identify

    address = camera_address(source)
    if address is None:
        return source
    here = cameras_here()
    return GuardedSource(source, binding, lambda: identify(address, here))


def binding_of(config: Config, store: AgreementStore, clock: Clock) -> CameraBinding:
    """Return what binds the configured camera to the door."""
    must = config.camera.must_be_infrared
    return CameraBinding(store, config.door.name, clock, must_be_infrared=must)


def witnessed(
    source: FrameSource, binding: CameraBinding, infrared: FrameSource, witness: CameraBinding
) -> tuple[FrameSource, BothBindings]:
    """Return a source whose frames take along what an infrared camera sees, and both bindings.

    Args:
        source: The door's camera, guarded already.
        binding: Binds it.
        infrared: The infrared camera.
        witness: Binds that one.
    """
    from kiosk.camera.paired import PairedSource

    both = BothBindings(binding, witness, camera_address(infrared))
    return PairedSource(source, guarded(infrared, witness)), both


def identity_of(source: FrameSource) -> CameraIdentity | None:
    """Return which camera a source reads now, all but its resolution; None where it is none."""
    from kiosk.camera.linux import cameras_here, identify

    address = camera_address(source)
    return None if address is None else identify(address, cameras_here())


def open_source(
    text: str, *, width_px: int, height_px: int, clock: Clock, is_live: bool = True
) -> FrameSource:
    """Return the source that `text` names, not yet open.

    Args:
        text: A camera number, a device path, a clip's path, an rtsp:// or http:// address, `scene`
            or `scene:SEED`.
        width_px: Width to ask a webcam for.
        height_px: Height to ask a webcam for.
        clock: Stamps and paces the frames.
        is_live: Whether clips and the scene run at their own pace.

    Raises:
        KioskError: `text` names nothing that Janus knows.
    """
    # Each part is imported where it is chosen: the scene needs no camera, a camera no scene.
    text = text.strip()
    if scene := _SCENE.fullmatch(text):
        from kiosk.scene.source import SceneSource

        return SceneSource(seed=int(scene[1] or 0), paced=is_live, loop=is_live, clock=clock)
    if text.isdecimal() or text.startswith("/dev/"):
        from kiosk.camera.webcam import WebcamSource

        device = int(text) if text.isdecimal() else text
        return WebcamSource(device, width_px=width_px, height_px=height_px, clock=clock)
    if _STREAM.match(text):
        from kiosk.camera.stream import StreamSource

        return StreamSource(text, clock=clock)
    if text and not _LIKE_AN_ADDRESS.match(text):
        from kiosk.camera.clip import ClipSource

        return ClipSource(Path(text).expanduser(), clock=clock, is_live=is_live)
    raise KioskError(
        f"“{without_login(text)}” names no camera.",
        "Name a camera number such as 0, a clip's path, an rtsp:// or http:// address, or `scene`.",
    )
