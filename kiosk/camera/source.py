"""The seam between Janus and whatever delivers frames."""

from typing import Protocol

from models.types import Frame


class FrameSource(Protocol):
    """A camera, or something that stands for one.

    A source is opened by its constructor's caller with `open`, read by one thread only, and may be
    opened again after `close` or after a read that raised.
    """

    @property
    def description(self) -> str:
        """What it is, for people, e.g. `webcam 0`."""
        ...

    @property
    def is_live(self) -> bool:
        """True where frames come at their own pace and old ones may be dropped.

        A clip or the scene, played frame by frame for a test, is not live: `read` then returns the
        very next frame however long the caller took.
        """
        ...

    def open(self) -> None:
        """Connect.

        Raises:
            KioskError: It cannot be reached; says which and what to do.
        """
        ...

    def read(self) -> Frame | None:
        """Return the next frame, waiting for it; None when the source has come to its end.

        Raises:
            KioskError: The camera is lost.
        """
        ...

    def close(self) -> None:
        """Disconnect; harmless when not open."""
        ...
