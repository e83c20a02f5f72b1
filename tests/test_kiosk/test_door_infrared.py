"""The whole door with an infrared witness: a screen is dark there, and a head is not.

What the witness sees is assumed, see `infrared_scene`: this shows that its word counts at the door
and stands in the log, and is no error rate.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from kiosk.config import load_config, save_settings
from kiosk.pad.cast import scene_people
from kiosk.pad.simulated import simulated
from kiosk.pad.through_door import play_at_door
from kiosk.scene.portraits import EILEEN_COLLINS
from kiosk.scene.presentation import Species, Split, draw_plans
from models.calibration import Calibration
from models.liveness.infrared import LEAST_SCREEN, MOST_SCREEN
from models.liveness.likelihood import NOTHING, Cue
from models.liveness.presented import Presented, Response
from models.liveness.verdict import verdict
from models.pipeline import FacePipeline
from tests.test_kiosk.infrared_scene import Witnessed

SEED = 4  # of no report

Play = Callable[[Species, float], Presented]


@pytest.fixture
def play(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    real_recognition: tuple[FacePipeline, Calibration],
) -> Play:
    """Play a presentation of a species at a door with a witness, for some seconds.

    Its camera is small and slow: quick to play.
    """
    monkeypatch.setattr("kiosk.recognition.build_recognition", lambda _: real_recognition)
    monkeypatch.setattr("kiosk.app.random.SystemRandom", lambda: Random(1))  # noqa: S311
    save_settings(tmp_path, {"camera.infrared": "witness", "camera.infrared_source": "2"})
    config = load_config(tmp_path)
    eileen = scene_people()[EILEEN_COLLINS]
    people = {"1 Eileen": eileen, "2 nobody here": eileen}

    def play(species: Species, seconds: float) -> Presented:
        plans = draw_plans(Split.CHOOSE, species, 40, SEED, people, {})
        plan = next(p for p in plans if p.camera.width_px == 640 and p.camera.frames_per_s < 13.0)
        hold = plan.hold and replace(plan.hold, arrives_s=0.0)
        shown = simulated(replace(plan, duration_s=seconds, hold=hold), people, {})
        return play_at_door(Witnessed(shown), config).presented

    return play


def test_a_living_head_is_seen_by_both_cameras_and_let_in(play: Play) -> None:
    presented = play(Species.BONA_FIDE, 8.0)
    assert presented.response is Response.ACCEPTED, presented.reason
    assert presented.cues[Cue.INFRARED].screen == MOST_SCREEN
    # Where the doorway around the head is not known, as then it counts most.
    both = {**presented.cues, Cue.BACKDROP: NOTHING}
    alone = verdict({**both, Cue.INFRARED: NOTHING}, one_in=30)
    assert verdict(both, one_in=30).log_ratio > alone.log_ratio + 0.5


def test_a_video_has_no_face_in_infrared_and_is_refused(play: Play) -> None:
    presented = play(Species.TABLET_REPLAY, 5.0)
    assert presented.response is Response.REJECTED
    assert presented.cues[Cue.INFRARED].screen == LEAST_SCREEN
