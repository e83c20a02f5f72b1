"""One contract for every door, real and fake, with the hardware at its other end."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from tests.test_kiosk.test_door_parts import worlds
from tests.test_kiosk.test_door_parts.mqtt_world import mqtt
from tests.test_kiosk.test_door_parts.osdp_world import osdp
from tests.test_kiosk.test_door_parts.world import NAME, World

KINDS: dict[str, worlds.Make] = {
    "simulated": worlds.simulated,
    "fake": worlds.fake,
    "command": worlds.command,
    "gpio": worlds.gpio,
    "gpio, active low": worlds.active_low,
    "serial": worlds.serial,
    "webhook": worlds.webhook,
    "osdp": osdp,
}


@pytest.fixture(params=[*KINDS, "mqtt"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        make = KINDS.get(request.param)
        yield make(stack) if make else mqtt(stack, tmp_path)


def is_shut(world: World) -> bool:
    return not world.is_released() and not world.door.is_unlocked()


def is_open(world: World) -> bool:
    return world.is_released() and world.door.is_unlocked()


def test_it_releases_the_lock_and_locks_again_though_nobody_calls(world: World) -> None:
    assert world.door.name == NAME
    assert is_shut(world)
    world.door.unlock(4.0)
    assert is_open(world)
    world.wait(3.9)
    assert is_open(world)
    world.wait(0.2)
    assert is_shut(world)


def test_unlocking_again_holds_anew(world: World) -> None:
    world.door.unlock(4.0)
    world.wait(3.0)
    world.door.unlock(4.0)
    world.wait(3.0)
    assert is_open(world)
    world.wait(1.1)
    assert is_shut(world)


def test_a_shorter_time_counts_from_when_it_was_told(world: World) -> None:
    world.door.unlock(4.0)
    world.door.unlock(1.0)
    world.wait(1.1)
    assert is_shut(world)


def test_closing_locks_and_may_be_repeated(world: World) -> None:
    world.door.unlock(4.0)
    world.door.close()
    assert is_shut(world)
    world.door.close()
    assert is_shut(world)


def test_it_opens_again_after_it_has_locked(world: World) -> None:
    world.door.unlock(2.0)
    world.wait(5.0)
    world.door.unlock(2.0)
    assert is_open(world)


def test_a_fault_leaves_it_locked_and_says_what_to_do(
    world: World, request: pytest.FixtureRequest
) -> None:
    if "simulated" in request.node.callspec.id:
        pytest.skip("nothing of it can fail")
    world.breaks()
    with pytest.raises(KioskError) as caught:
        world.door.unlock(4.0)
    assert is_shut(world)
    for sentence in (caught.value.problem, caught.value.remedy):
        assert sentence.strip()
    assert caught.value.problem.endswith(".")


def test_only_what_moves_no_lock_is_simulated(world: World, request: pytest.FixtureRequest) -> None:
    is_played = request.node.callspec.id in {"simulated", "fake"}
    assert world.door.is_simulated is is_played
