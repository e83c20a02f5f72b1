"""A picture does not open the door: the whole door, and one simulated attack of each kind.

Detector, encoder, gallery, log and lock are the real ones; the presentations are simulated, of the
two public-domain portraits that come with our libraries. Error rates are measured elsewhere, by
`janus evaluate-pad`; here every kind of attack is played once, to the row that the log keeps.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from db.records import Reason
from kiosk.config import load_config
from kiosk.pad.cast import scene_people
from kiosk.pad.simulated import Simulated, simulated
from kiosk.pad.through_door import play_at_door
from kiosk.scene.portraits import EILEEN_COLLINS, GRACE_HOPPER, Portrait
from kiosk.scene.presentation import Plan, Species, Split, draw_plans
from models.calibration import Calibration
from models.liveness.presented import Presented, Response
from models.pipeline import FacePipeline

SEED = 4  # of no report
ATTACKS = [species for species in Species if species is not Species.BONA_FIDE]
UNPROVEN = {Reason.CHALLENGE_FAILED, Reason.NOT_SHOWN_LIVE}
FLAT = {Reason.FLAT_SURFACE} | UNPROVEN
SCREEN = {Reason.FLAT_SURFACE, Reason.SCREEN} | UNPROVEN
FROZEN = {Reason.FROZEN} | UNPROVEN

Play = Callable[[Simulated], Presented]


def reasons(species: Species) -> set[Reason]:
    """Return why the log may say that this species was refused."""
    if species.is_screen:
        return SCREEN
    return FROZEN if species in {Species.STUCK, Species.LOOP} else FLAT


@pytest.fixture(scope="module")
def people() -> Mapping[str, Portrait]:
    """Both people in the split to choose from: every second name belongs to the other one."""
    portraits = scene_people()
    eileen, grace = portraits[EILEEN_COLLINS], portraits[GRACE_HOPPER]
    return {"1 Eileen": eileen, "2 nobody here": eileen, "3 Grace": grace}


def plan_of(species: Species, people: Mapping[str, Portrait], *, seconds: float) -> Plan:
    """Return the first plan of a species before a small, slow camera: quick to play.

    What is held up is there from the start, or whoever holds it would be looked at before.
    """
    plans = draw_plans(Split.CHOOSE, species, 40, SEED, people, {})
    plan = next(p for p in plans if p.camera.width_px == 640 and p.camera.frames_per_s < 13.0)
    is_raised_late = plan.hold is None or plan.swap_s is not None
    hold = plan.hold if is_raised_late else replace(plan.hold, arrives_s=0.0)
    return replace(plan, duration_s=seconds, hold=hold)


@pytest.fixture
def play(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    real_recognition: tuple[FacePipeline, Calibration],
) -> Play:
    """Play a presentation at a door whose models are loaded already, and whose asks recur."""
    monkeypatch.setattr("kiosk.recognition.build_recognition", lambda _: real_recognition)
    monkeypatch.setattr("kiosk.app.random.SystemRandom", lambda: Random(1))  # noqa: S311
    config = load_config(tmp_path)

    def play(shown: Simulated) -> Presented:
        return play_at_door(shown, config).presented

    return play


@pytest.mark.parametrize("species", ATTACKS)
def test_no_attack_opens_the_door(
    species: Species, people: Mapping[str, Portrait], play: Play
) -> None:
    presented = play(simulated(plan_of(species, people, seconds=4.6), people, {}))
    assert presented.response is Response.REJECTED
    assert presented.reason in {reason.value for reason in reasons(species)}


def test_a_visitor_is_let_in(people: Mapping[str, Portrait], play: Play) -> None:
    presented = play(simulated(plan_of(Species.BONA_FIDE, people, seconds=12.0), people, {}))
    assert presented.response is Response.ACCEPTED, presented.reason
