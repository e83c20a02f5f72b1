"""Where alarms are sent: a web server, an MQTT broker."""

import json

from db.alarm_records import NewAlarm
from kiosk.alarms.bell import AlarmPlace
from kiosk.config import AlarmsConfig
from kiosk.errors import KioskError
from kiosk.sending import SendingError, host_of, post, publish

_CHECK = "Check its address under [alarms] in janus.toml, and that it can be reached from here."


def as_json(alarm: NewAlarm) -> str:
    """Return an alarm as one line of JSON; it names nobody, only their number."""
    return json.dumps(
        {
            "at": alarm.at.isoformat(),
            "door": alarm.door,
            "alarm": alarm.kind.value,
            "detail": alarm.detail,
            "person": str(alarm.person_id) if alarm.person_id else None,
        },
        ensure_ascii=False,
    )


class WebhookAlarm:
    """A web server that takes each alarm as the JSON body of a POST.

    Args:
        url: Where to, http or https.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def tell(self, alarm: NewAlarm) -> None:
        """Post the alarm; any answer of success will do."""
        try:
            post(self._url, as_json(alarm))
        except SendingError as error:
            raise _unsent(self._url, error) from None


class MqttAlarm:
    """An MQTT broker; alarms are not retained there.

    Args:
        url: `mqtt://` or `mqtts://`, perhaps user and password, host, and the topic as its path.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def tell(self, alarm: NewAlarm) -> None:
        """Publish the alarm, and wait until the broker has it."""
        try:
            publish(self._url, as_json(alarm), retain=False)
        except SendingError as error:
            raise _unsent(self._url, error) from None


def alarm_places(config: AlarmsConfig) -> tuple[AlarmPlace, ...]:
    """Return the places that the operator chose."""
    places: list[AlarmPlace] = []
    if config.webhook:
        places.append(WebhookAlarm(config.webhook))
    if config.mqtt:
        places.append(MqttAlarm(config.mqtt))
    return tuple(places)


def _unsent(url: str, error: SendingError) -> KioskError:
    return KioskError(f"An alarm could not be sent to {host_of(url)}: {error}.", _CHECK)
