"""A hundred people come to the whole real kiosk: enrolled neutral, they walk up smiling.

Two photographs are no walk: each visitor stands still before the camera for a good second. What is
real is everything behind it: detector, encoder, visit, gallery, log and simulated door. A photo is
no living head either, so liveness is switched off: what is measured is recognition.
"""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from db.records import AccessEvent, Outcome
from enroll.photo import read_photo
from kiosk.app import App, build
from kiosk.config import FILE_NAME, load_config
from kiosk.headless import clock_for, play
from models.types import Frame, RgbImage

pytestmark = pytest.mark.data

FRAME_S, FRAMES = 0.2, 8  # past the second after which the last look is taken
AWAY_S = 3.0  # longer than the gap that ends a visit
PEOPLE = 102


class Visitors:
    """A camera before which people stand one after the other, and nobody between them."""

    description = "visitors of the London Set"
    is_live = False

    def __init__(self) -> None:
        self.photos: Sequence[Path] = ()
        self._frames: Iterator[Frame] = iter(())
        self._index = 0
        self._at_s = 0.0

    def open(self) -> None:
        self._frames = self._stream()

    def read(self) -> Frame | None:
        return next(self._frames, None)

    def close(self) -> None:
        self._frames = iter(())

    def _stream(self) -> Iterator[Frame]:
        for photo in self.photos:
            with Image.open(photo) as opened:
                image = np.array(opened.convert("RGB"))
            for _ in range(FRAMES):
                yield self._frame(image, FRAME_S)
            yield self._frame(np.zeros_like(image), AWAY_S)

    def _frame(self, image: RgbImage, after_s: float) -> Frame:
        self._at_s += after_s
        self._index += 1
        return Frame(image, self._at_s, self._index)


def named(folder: Path) -> str:
    return f"London {folder.name}"


def enrol(app: App, folders: Sequence[Path]) -> None:
    for folder in folders:
        draft = app.enrolment.draft(read_photo(folder / "neutral.jpg"), named(folder))
        app.enrolment.commit(
            draft, accept_look_alike=True, by="ada", consent=app.enrolment.consent_text
        )


def visits(app: App, visitors: Visitors, folders: Sequence[Path]) -> list[AccessEvent]:
    """Return one row of the log for each person who came smiling."""
    visitors.photos = [folder / "smiling.jpg" for folder in folders]
    events: list[AccessEvent] = []
    play(
        app, lambda view: events.extend([view.event] if view.event else []), stop=threading.Event()
    )
    assert len(events) == len(folders)  # one visit, one row
    return events


def test_enrolled_people_are_let_in_and_strangers_are_not(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = sorted(folder for folder in (data_dir / "london").iterdir() if folder.is_dir())
    assert len(folders) == PEOPLE
    half = PEOPLE // 2
    visitors = Visitors()
    (tmp_path / FILE_NAME).write_text("[liveness]\nrequired = false\n")
    app = build(load_config(tmp_path), source=visitors, clock=clock_for(visitors))
    try:
        enrol(app, folders[:half])
        strangers = visits(app, visitors, folders[half:])
        enrol(app, folders[half:])
        patrons = visits(app, visitors, folders)
    finally:
        app.close()

    let_in = [event for event in strangers if event.outcome is Outcome.GRANTED]
    mixed_up = [
        event.person_name
        for folder, event in zip(folders, patrons, strict=True)
        if event.person_name not in (None, named(folder))
    ]
    kept_out = [event for event in patrons if event.outcome is not Outcome.GRANTED]
    matches = sum(
        similarity is not None and similarity >= event.threshold
        for event in strangers
        for similarity in (event.best_similarity, event.runner_up_similarity)
    )
    with capsys.disabled():
        print(  # noqa: T201 - a figure to be seen, also where the test passes
            f"\nLondon at the door, one stranger in {app.config.decision.one_in}: "
            f"FNMR {len(kept_out)}/{len(patrons)} at {patrons[0].threshold:.4f}; "
            f"FMR {matches}/{len(strangers) * half} at {strangers[0].threshold:.4f}, "
            f"strangers let in {len(let_in)}/{len(strangers)}; mixed up {len(mixed_up)}"
        )
    assert not let_in
    assert not mixed_up
    # The door's threshold with 102 people is stricter than the 1e-5 at which 1 of 102 was missed.
    assert len(kept_out) <= 3
