"""The built-in camera scene: rendered visitors with depth, deterministic from a seed."""

from kiosk.scene.portraits import EILEEN_COLLINS, GRACE_HOPPER, sample_photos
from kiosk.scene.script import DEFAULT_SCRIPT, Chapter, Label, chapter_at
from kiosk.scene.source import SceneSource

__all__ = [
    "DEFAULT_SCRIPT",
    "EILEEN_COLLINS",
    "GRACE_HOPPER",
    "Chapter",
    "Label",
    "SceneSource",
    "chapter_at",
    "sample_photos",
]
