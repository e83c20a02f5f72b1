"""Alarms are written and told beside the door, again where that fails; it never waits for them."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import UUID

import pytest

from db.alarm_records import AlarmKind, NewAlarm
from db.errors import StoreError
from kiosk.alarms.bell import AlarmBell
from kiosk.alarms.duress import duress_alarm
from kiosk.alarms.places import MqttAlarm, WebhookAlarm, alarm_places, as_json
from kiosk.config import AlarmsConfig
from kiosk.errors import KioskError
from kiosk.factors.pin_round import Duress

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
FORCED = NewAlarm(NOON, "Main entrance", AlarmKind.FORCED)
LIMIT_S = 20.0


class Somewhere:
    """Keeps what it is told; fails as often as it was said to."""

    def __init__(self, *, fails: int = 0, error: Exception | None = None) -> None:
        self.alarms: list[NewAlarm] = []
        self.has_some = threading.Event()
        self._fails = fails
        self._error = error or KioskError("It is away.", "Wait.")

    def tell(self, alarm: NewAlarm) -> None:
        if self._fails:
            self._fails -= 1
            raise self._error
        self.alarms.append(alarm)
        self.has_some.set()


@pytest.fixture
def posted() -> Iterator[tuple[str, list[bytes]]]:
    bodies: list[bytes] = []

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Taker)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/alarm?token=abc", bodies
    server.shutdown()
    thread.join()
    server.server_close()


def ringing(kept: Somewhere, *places: Somewhere) -> AlarmBell:
    bell = AlarmBell(kept.tell, places, again_s=0.01)
    bell.start()
    return bell


def test_an_alarm_is_written_down_and_told_to_each_place() -> None:
    kept, one, other = Somewhere(), Somewhere(), Somewhere()
    bell = ringing(kept, one, other)
    bell.ring(FORCED)
    assert all(place.has_some.wait(LIMIT_S) for place in (kept, one, other))
    bell.close()
    bell.close()
    assert kept.alarms == one.alarms == other.alarms == [FORCED]


@pytest.mark.parametrize("error", [StoreError("Locked.", "Wait."), KioskError("Away.", "Wait.")])
def test_what_fails_is_tried_again_and_keeps_no_other_waiting(error: Exception) -> None:
    kept, place = Somewhere(fails=3, error=error), Somewhere()
    bell = ringing(kept, place)
    bell.ring(FORCED)
    assert place.has_some.wait(LIMIT_S)
    assert kept.has_some.wait(LIMIT_S)
    bell.close()
    assert kept.alarms == place.alarms == [FORCED]


def test_a_bug_in_one_alarm_does_not_silence_the_next() -> None:
    kept, place = Somewhere(fails=1, error=RuntimeError("a bug")), Somewhere()
    bell = ringing(kept, place)
    bell.ring(FORCED)
    bell.ring(FORCED)
    assert kept.has_some.wait(LIMIT_S)
    bell.close()
    assert (len(kept.alarms), len(place.alarms)) == (1, 2)


def test_what_is_raised_before_the_end_is_still_told() -> None:
    kept, place = Somewhere(), Somewhere()
    bell = AlarmBell(kept.tell, [place])
    bell.ring(FORCED)
    bell.start()
    bell.close()
    assert kept.alarms == place.alarms == [FORCED]


def test_a_web_server_gets_the_alarm_without_a_name(posted: tuple[str, list[bytes]]) -> None:
    url, bodies = posted
    (place,) = alarm_places(AlarmsConfig(webhook=url))
    duress = duress_alarm(Duress(NOON, "Side door", UUID(int=7)))
    place.tell(duress)
    assert json.loads(bodies[0]) == {
        "at": "2026-11-25T12:00:00+00:00",
        "door": "Side door",
        "alarm": "duress",
        "detail": "",
        "person": str(UUID(int=7)),
    }
    assert as_json(FORCED).count("\n") == 0


@pytest.mark.parametrize(
    "place",
    [
        WebhookAlarm("http://127.0.0.1:1/secret"),
        MqttAlarm("mqtt://user:secret@127.0.0.1:1/secret"),
    ],
)
def test_a_place_out_of_reach_says_so_without_its_secrets(place: WebhookAlarm | MqttAlarm) -> None:
    with pytest.raises(KioskError) as caught:
        place.tell(FORCED)
    said = caught.value.user_message()
    assert "127.0.0.1" in said
    assert "secret" not in said
