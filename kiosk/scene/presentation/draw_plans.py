"""Draws plans of presentations; each is a function of seed, split, species and number."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from kiosk.scene.presentation.clips import Clip
from kiosk.scene.presentation.draw_motion import (
    draw_answer,
    draw_body,
    draw_hold,
    draw_replayed,
    entering,
    holding_body,
)
from kiosk.scene.presentation.draw_things import (
    draw_before,
    draw_camera,
    draw_display,
    draw_light,
    draw_paper,
    draw_room_plan,
)
from kiosk.scene.presentation.plan import (
    Body,
    Camera,
    ClipWindow,
    Fault,
    Hold,
    Holder,
    Plan,
)
from kiosk.scene.presentation.species import Species, Split
from kiosk.scene.presentation.worlds import WORLDS

_DURATION_S = 12.0
_FACE_PER_EYES = 2.35  # height of a detected face against the distance of its eyes
_EYES_M = 0.063
_FACE_SHARE = (0.15, 0.48)  # height of a presented face against that of the picture
_LEAST_FACE_PX = 100.0  # the door's detector looks for faces of 80
_NEAREST_M = 0.13
_CLIP_REPLAY_SHARE = 0.35
_WINDOW_S = 3.0  # of a clip
_LEAST_EYES_PX = 42.0  # a clip with a smaller face is enlarged, as if the camera stood nearer


def part(names: Sequence[str] | Mapping[str, object], split: Split) -> tuple[str, ...]:
    """Return those of some names that belong to a split: every second one, in order."""
    return tuple(sorted(names)[split is Split.REPORT :: 2])


def draw_plans(
    split: Split,
    species: Species,
    count: int,
    seed: int,
    people: Sequence[str] | Mapping[str, object],
    clips: Mapping[str, Clip],
) -> list[Plan]:
    """Return plans of rendered presentations; the first ones do not depend on how many are drawn.

    Args:
        split: The world that they come from.
        species: What they are.
        count: How many.
        seed: Chooses everything.
        people: Keys of all portraits; every second one belongs to each split.
        clips: All clips by name, for replays; the same.

    Raises:
        ValueError: The split has too few people: one is needed, and another where an impostor is.
    """
    mine = part(people, split)
    if not mine:
        raise ValueError(f"The split to {split} has nobody in it; two people are needed in all.")
    their_clips = {name: clips[name] for name in part(clips, split)}
    order = list(Species).index(species)
    return [
        _Drawing(
            np.random.default_rng((seed, split is Split.REPORT, order, k)), split, species
        ).plan(mine, their_clips)
        for k in range(count)
    ]


def draw_clip_plans(
    split: Split, seed: int, clips: Mapping[str, Clip], *, copies: int = 0
) -> list[Plan]:
    """Return bona fide plans that cover all clips of a split, window by window, to the last frame.

    Args:
        split: The world that they come from.
        seed: Chooses light and noise of the copies.
        clips: All clips by name; every second one belongs to each split.
        copies: How often each window is shown again in another light and noise, beside as it is.
    """
    return [
        _clip_plan(
            split, np.random.default_rng((seed, split is Split.REPORT, 99, n, k)), clip, window
        )
        for n, (clip, window) in enumerate(
            (clips[name], window) for name in part(clips, split) for window in _windows(name, clips)
        )
        for k, window in enumerate([replace(window, as_recorded=True), *[window] * copies])
    ]


def _windows(name: str, clips: Mapping[str, Clip]) -> list[ClipWindow]:
    """Return the windows of a clip: side by side, all but equally long, 2 to 4 s where it is."""
    clip = clips[name]
    count = max(1, int(clip.duration_s / _WINDOW_S))
    edges = [clip.frame_count * k // count for k in range(count + 1)]
    zoom = max(1.0, _LEAST_EYES_PX / clip.eye_distance_px)
    return [ClipWindow(name, start, end - start, zoom) for start, end in pairwise(edges)]


def _clip_plan(split: Split, random: np.random.Generator, clip: Clip, window: ClipWindow) -> Plan:
    drawn = draw_camera(random, WORLDS[split])
    light = draw_light(random, WORLDS[split])
    camera = replace(
        drawn,
        width_px=2 * round(clip.width_px * window.zoom / 2),
        height_px=2 * round(clip.height_px * window.zoom / 2),
        frames_per_s=clip.frames_per_s,
        dropped_share=0.0,
        noise_sigma=0.5 * drawn.noise_sigma,  # a clip brings noise of its own
    )
    return Plan(
        species=Species.BONA_FIDE,
        split=split,
        seed=2 * int(random.integers(1 << 40)) + (split is Split.REPORT),
        person=window.clip,
        impostor=None,
        duration_s=window.frame_count / clip.frames_per_s,
        camera=camera,
        light=light,
        room=draw_room_plan(random, split),
        answer=draw_answer(random),
        window=window,
    )


class _Drawing:
    """The drawing of one plan."""

    def __init__(self, random: np.random.Generator, split: Split, species: Species) -> None:
        self._random, self._split, self._species = random, split, species
        self._world = WORLDS[split]
        self._camera = draw_camera(random, self._world)

    def plan(self, people: Sequence[str], clips: Mapping[str, Clip]) -> Plan:
        random, species = self._random, self._species
        person = people[int(random.integers(len(people)))]
        others = [name for name in people if name != person]
        seed = 2 * int(random.integers(1 << 40)) + (self._split is Split.REPORT)
        light, room = draw_light(random, self._world), draw_room_plan(random, self._split)
        answer = draw_answer(random)
        paper = display = hold = body = replayed = window = fault = swap_s = impostor = None
        if species.is_screen:
            display = draw_display(random, self._world, species)
            hold = self._hold(display.eye_distance_mm)
            if species.is_replay and clips and random.uniform() < _CLIP_REPLAY_SHARE:
                window = _replayed_window(random, clips)
                person = window.clip  # whoever is in it
            elif species.is_replay:
                replayed = draw_replayed(random)
        elif species.is_print or species in {Species.CUT_OUT, Species.FACE_SWAP}:
            paper = draw_paper(random, self._world, species)
            hold = self._hold(paper.eye_distance_mm)
        else:
            body = draw_body(random, self._distance_m(_EYES_M * 1000.0))
            if species is Species.BONA_FIDE:
                body = entering(seed, body, self._camera)
        if hold is not None and self._has_holder(hold, others):
            impostor = others[int(random.integers(len(others)))]
            body = self._holder(hold)
        if species is Species.FACE_SWAP and hold is not None and body is not None:
            swap_s = float(random.uniform(1.2, 3.0))
            nearer = hold.z_m / body.z_m  # raised right in front of the living face
            hold = replace(hold, x_m=body.x_m * nearer, y_m=body.y_m * nearer)
        if species is Species.STUCK and body is not None:
            fault = Fault(body.walks_s + 0.8, 0.0, bool(random.uniform() < 0.5))
        if species is Species.LOOP and body is not None:
            from_s = body.walks_s + 0.8 if random.uniform() < 0.7 else 0.0
            fault = Fault(from_s, float(random.uniform(0.5, 2.5)), bool(random.uniform() < 0.5))
        return Plan(
            species=species,
            split=self._split,
            seed=seed,
            person=person,
            impostor=impostor,
            duration_s=_DURATION_S,
            camera=self._camera,
            light=light,
            room=room,
            answer=answer,
            body=body,
            hold=hold,
            paper=paper,
            display=display,
            window=window,
            replayed=replayed,
            fault=fault,
            swap_s=swap_s,
            before=draw_before(seed, self._world),
        )

    def _has_holder(self, hold: Hold, others: Sequence[str]) -> bool:
        if self._species in {Species.CUT_OUT, Species.FACE_SWAP}:
            if not others:
                raise ValueError(
                    f"A {self._species} shows two people, and the split to {self._split} has one."
                )
            return True
        return bool(others) and hold.holder is not Holder.ASIDE

    def _holder(self, hold: Hold) -> Body:
        """Return whoever is behind the held thing."""
        random = self._random
        if self._species is Species.FACE_SWAP:
            return draw_body(random, hold.z_m + hold.arm_m)
        return holding_body(random, hold, self._camera)

    def _hold(self, eye_distance_mm: float) -> Hold:
        return draw_hold(self._random, self._species, self._distance_m(eye_distance_mm))

    def _distance_m(self, eye_distance_mm: float) -> float:
        """Return how far away a face of this size is presented."""
        camera: Camera = self._camera
        least = max(_FACE_SHARE[0], _LEAST_FACE_PX / camera.height_px)
        share = self._random.uniform(least, _FACE_SHARE[1])
        face_m = eye_distance_mm / 1000.0 * _FACE_PER_EYES
        return max(_NEAREST_M, camera.focal_px * face_m / (share * camera.height_px))


def _replayed_window(random: np.random.Generator, clips: Mapping[str, Clip]) -> ClipWindow:
    name = sorted(clips)[int(random.integers(len(clips)))]
    clip = clips[name]
    count = min(clip.frame_count, round(clip.frames_per_s * random.uniform(2.0, 6.0)))
    return ClipWindow(name, int(random.integers(clip.frame_count - count + 1)), count)
