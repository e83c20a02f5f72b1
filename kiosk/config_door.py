"""`[door]` and its tables: which lock there is, and how it is reached."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from db.names import NAME_LENGTH
from kiosk.config_section import Section

_SECRET_LENGTH = 16
_HEX = r"^([0-9A-Fa-f]{2})*$"
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_HexBytes = Annotated[str, Field(pattern=_HEX, max_length=128)]
_Port = Annotated[str, Field(max_length=200)]
_Baud = Annotated[int, Field(ge=300, le=921_600)]


class GpioDoorConfig(Section):
    """`[door.gpio]`: a relay at a pin of this computer."""

    pin: str = Field(default="", max_length=32)
    active_high: bool = True


class SerialDoorConfig(Section):
    """`[door.serial]`: a relay at a serial port, an LCUS board where no bytes are given."""

    port: _Port = ""
    baud: _Baud = 9600
    channel: int = Field(default=1, ge=1, le=255)
    on: _HexBytes = ""
    off: _HexBytes = ""

    @model_validator(mode="after")
    def _bytes_come_in_pairs(self) -> "SerialDoorConfig":
        if bool(self.on) != bool(self.off):
            raise ValueError("on and off belong together: set both, or none for an LCUS board")
        if self.on and self.on.lower() == self.off.lower():
            raise ValueError("on and off must be different bytes")
        return self


class WebhookDoorConfig(Section):
    """`[door.webhook]`: a relay that takes signed requests."""

    url: str = Field(default="", max_length=2000, repr=False)
    secret: str = Field(default="", max_length=200, repr=False)
    ca_file: str = ""

    @field_validator("secret")
    @classmethod
    def _is_long_enough(cls, secret: str) -> str:
        if 0 < len(secret) < _SECRET_LENGTH:
            raise ValueError(
                f"it needs at least {_SECRET_LENGTH} characters; `openssl rand -hex 32` makes one"
            )
        return secret

    @field_validator("url")
    @classmethod
    def _is_encrypted(cls, url: str) -> str:
        parts = urlsplit(url)
        if not url or (parts.scheme == "https" and parts.hostname):
            return url
        if parts.scheme == "http" and parts.hostname in _HERE:
            return url  # nothing leaves this computer
        raise ValueError("it must begin with https://; http:// is for this computer only")


class MqttDoorConfig(Section):
    """`[door.mqtt]`: a relay at an MQTT broker."""

    url: str = Field(default="", max_length=2000, repr=False)
    topic: str = Field(default="", max_length=200, pattern=r"^[^#+]*$")
    ack_topic: str = Field(default="", max_length=200, pattern=r"^[^#+]*$")
    ca_file: str = ""

    @field_validator("url")
    @classmethod
    def _is_a_broker(cls, url: str) -> str:
        if url and not re.match(r"^mqtts?://[^/\s]+/?$", url):
            raise ValueError("it must be mqtt://HOST or mqtts://HOST, perhaps with USER:PASSWORD@")
        return url


class OsdpDoorConfig(Section):
    """`[door.osdp]`: an output of an OSDP device, over its secure channel."""

    port: _Port = ""
    baud: _Baud = 9600
    address: int = Field(default=0, ge=0, le=126)
    output: int = Field(default=0, ge=0, le=255)
    key: str = Field(default="", pattern=r"^([0-9A-Fa-f]{32})?$", repr=False)


class ContactConfig(Section):
    """`[door.contact]`: what tells whether the door is open, and the exit button."""

    kind: Literal["none", "gpio", "serial", "mqtt", "simulated"] = "none"
    pin: str = Field(default="", max_length=32)
    exit_pin: str = Field(default="", max_length=32)
    open_is: Literal["high", "low"] = "high"
    port: _Port = ""
    topic: str = Field(default="", max_length=200, pattern=r"^[^#+]*$")
    exit_topic: str = Field(default="", max_length=200, pattern=r"^[^#+]*$")
    late_s: float = Field(default=2.0, ge=0.0, le=60.0)
    held_s: float = Field(default=30.0, ge=1.0, le=3600.0)
    exit_s: float = Field(default=10.0, ge=1.0, le=300.0)

    @model_validator(mode="after")
    def _kind_has_what_it_needs(self) -> "ContactConfig":
        needs = {"gpio": "pin", "serial": "port", "mqtt": "topic"}
        key = needs.get(self.kind)
        if key is not None and not getattr(self, key).strip():
            raise ValueError(f'a contact of kind "{self.kind}" needs {key}')
        return self


class DoorConfig(Section):
    """`[door]`: the lock."""

    name: Annotated[str, Field(min_length=1, max_length=NAME_LENGTH)] = "Main entrance"
    kind: Literal["simulated", "command", "gpio", "serial", "webhook", "mqtt", "osdp"] = "simulated"
    command: list[str] = Field(default_factory=list)
    hold_s: float = Field(default=5.0, ge=0.5, le=60.0)
    opens_by: Literal["face", "face+pin", "face or pin", "face or badge"] = "face"
    pin_s: float = Field(default=20.0, ge=5.0, le=120.0)
    gpio: GpioDoorConfig = GpioDoorConfig()
    serial: SerialDoorConfig = SerialDoorConfig()
    webhook: WebhookDoorConfig = WebhookDoorConfig()
    mqtt: MqttDoorConfig = MqttDoorConfig()
    osdp: OsdpDoorConfig = OsdpDoorConfig()
    contact: ContactConfig = ContactConfig()

    @model_validator(mode="after")
    def _kind_has_what_it_needs(self) -> "DoorConfig":
        if self.kind == "command" and not (self.command and self.command[0].strip()):
            raise ValueError(
                'a door of kind "command" needs the program to run, '
                'e.g. command = ["/usr/local/bin/open-door"]'
            )
        needs = {
            "gpio": {"pin": self.gpio.pin},
            "serial": {"port": self.serial.port},
            "webhook": {"url": self.webhook.url, "secret": self.webhook.secret},
            "mqtt": {"url": self.mqtt.url, "topic": self.mqtt.topic},
            "osdp": {"port": self.osdp.port, "key": self.osdp.key},
        }
        for key, value in needs.get(self.kind, {}).items():
            if not value.strip():
                raise ValueError(
                    f'a door of kind "{self.kind}" needs {key} in the table [door.{self.kind}]'
                )
        if self.contact.kind == "mqtt" and not self.mqtt.url:
            raise ValueError('a contact of kind "mqtt" needs url in the table [door.mqtt]')
        return self

    def name_as(self, what: str) -> str:
        """Return the door's name and in which part it stands in the log: `Hall (simulated)`.

        A long name is cut, so that the database can hold the whole.
        """
        suffix = f" ({what})"
        return self.name[: NAME_LENGTH - len(suffix)] + suffix
