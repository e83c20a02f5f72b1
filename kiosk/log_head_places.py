"""Where signed heads are sent, so that they are kept where the database's owner cannot reach them.

A head covers everything before it, so one that could not be sent is made good by the next.
"""

import os
from pathlib import Path
from typing import Protocol

from db.errors import StoreError
from db.heads import SignedHead, head_of
from kiosk.config import LogConfig
from kiosk.errors import KioskError
from kiosk.sending import SendingError, host_of, post, publish

_CHECK = "Check its address under [log] in janus.toml, and that it can be reached from here."


class HeadPlace(Protocol):
    """Keeps signed heads."""

    def put(self, head: SignedHead) -> None:
        """Keep a head; it is there when this returns.

        Raises:
            KioskError: It could not be kept.
        """
        ...


class FilePlace:
    """A file, e.g. on another machine's share: one line for each head.

    Args:
        file: Which; made where there is none.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def put(self, head: SignedHead) -> None:
        """Append the head, on the disk when this returns."""
        try:
            descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "ab") as out:
                out.write(head.text().encode() + b"\n")
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise KioskError(
                f"The log's head cannot be written to {self._file}: {error.strerror or error}.",
                "Check log.head_file in janus.toml, and that its folder is there.",
            ) from error


class WebhookPlace:
    """A web server that takes each head as the JSON body of a POST.

    Args:
        url: Where to, http or https.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def put(self, head: SignedHead) -> None:
        """Post the head; any answer of success will do."""
        try:
            post(self._url, head.text())
        except SendingError as error:
            raise _unsent(self._url, error) from None


class MqttPlace:
    """An MQTT broker: the newest head stays retained under the topic.

    Args:
        url: `mqtt://` or `mqtts://`, perhaps user and password, host, and the topic as its path.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def put(self, head: SignedHead) -> None:
        """Publish the head, and wait until the broker has it."""
        try:
            publish(self._url, head.text(), retain=True)
        except SendingError as error:
            raise _unsent(self._url, error) from None


def _unsent(url: str, error: SendingError) -> KioskError:
    return KioskError(f"The log's head could not be sent to {host_of(url)}: {error}.", _CHECK)


def places_of(config: LogConfig, data_dir: Path) -> tuple[HeadPlace, ...]:
    """Return the places that the operator chose."""
    places: list[HeadPlace] = []
    if config.head_file:
        places.append(FilePlace(data_dir / Path(config.head_file).expanduser()))
    if config.head_webhook:
        places.append(WebhookPlace(config.head_webhook))
    if config.head_mqtt:
        places.append(MqttPlace(config.head_mqtt))
    return tuple(places)


def read_heads(file: Path) -> tuple[SignedHead, ...]:
    """Return the heads of a file, one on each line.

    Raises:
        KioskError: The file cannot be read, or a line of it is no head.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KioskError(
            f"The kept heads cannot be read: {file}.", "Check its name, and who may read it."
        ) from error
    heads = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            heads.append(head_of(line))
        except StoreError as error:
            raise KioskError(
                f"{file}, line {number}, is no signed head of a log.", error.remedy
            ) from error
    if not heads:
        raise KioskError(f"{file} holds no signed head.", "Name a file that `head_file` wrote.")
    return tuple(heads)
