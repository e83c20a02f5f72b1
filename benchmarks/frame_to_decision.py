"""Frame → decision at 1280x720, stage by stage, beside two other pipelines in the same run.

    python -m benchmarks.frame_to_decision [--frames 60] [--gallery 1000]

Janus' own figure is `EntryFlow.step` as the door runs it, with the real detector, encoder, SQLite
gallery and log, on a stranger of the built-in scene: a stranger is looked at for a second, so that
each of the first 30 frames is embedded (a patron is let in after three). The other two do the whole
of their work on each of the same frames. All three run in turn, so that a busy machine is busy for
all of them. Janus leaves a core to camera and screen; the other two get all cores.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from benchmarks.baselines import face_recognition_step, facenet_pytorch_step
from enroll.photo import photo_from_image
from kiosk.app import App, build
from kiosk.config import load_config
from kiosk.headless import clock_for
from kiosk.scene.portraits import EILEEN_COLLINS, sample_photos
from kiosk.scene.script import DEFAULT_SCRIPT, Label
from kiosk.scene.source import FRAMES_PER_S, SceneSource
from models.gallery_index import GalleryIndex
from models.quality import DOOR_LIMITS, assess
from models.types import Frame

_T = TypeVar("_T")


@dataclass(slots=True)
class Timed:
    """Milliseconds of one thing, over many frames."""

    name: str
    taken_ms: list[float] = field(default_factory=list)

    def run(self, work: Callable[[], _T]) -> _T:
        """Do `work`, and note how long it took."""
        began_s = time.perf_counter()
        result = work()
        self.taken_ms.append(1e3 * (time.perf_counter() - began_s))
        return result

    @property
    def mean_ms(self) -> float:
        """Return the mean, milliseconds."""
        return float(np.mean(self.taken_ms))

    def percentile_ms(self, share: float) -> float:
        """Return a percentile, milliseconds."""
        return float(np.percentile(self.taken_ms, share))


def visit_frames(count: int) -> list[Frame]:
    """Return the frames from the moment the first visitor of the scene stands still."""
    chapter = next(chapter for chapter in DEFAULT_SCRIPT if chapter.label is Label.FIRST_VISIT)
    stands_s = chapter.visitors[0].stands_s
    assert stands_s is not None  # noqa: S101 - by the script's own definition
    first = int((chapter.start_s + stands_s[0]) * FRAMES_PER_S)
    source = SceneSource(script=DEFAULT_SCRIPT)
    source.open()
    frames = []
    while (frame := source.read()) is not None and frame.index < first + count:
        if frame.index >= first:
            frames.append(frame)
    source.close()
    return frames


def time_stages(app: App, frames: list[Frame], gallery_size: int) -> list[Timed]:
    """Run each stage by itself on the same frames."""
    pipeline, detector = app.pipeline, app.pipeline.detector
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(gallery_size, 128)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = GalleryIndex.build([uuid4() for _ in vectors], vectors, pipeline.model_id)
    names = ("search the frame", "follow the face", "quality", "align", "embed", "search gallery")
    detect, follow, quality, align, embed, search = stages = [Timed(name) for name in names]
    for frame in frames:
        image = frame.image
        face = detect.run(lambda image=image: detector.detect(image))[0]
        follow.run(lambda image=image, face=face: detector.follow(image, face.box))
        quality.run(lambda image=image, face=face: assess(image, face, DOOR_LIMITS))
        crop = align.run(lambda image=image, face=face: pipeline.aligned(image, face))
        (probe,) = embed.run(lambda crop=crop: pipeline.embed_aligned([crop]))
        search.run(lambda probe=probe: index.search(probe))
    return stages


def time_pipelines(app: App, frames: list[Frame], gallery_size: int) -> list[Timed]:
    """Run Janus and the two others in turn on the same frames."""
    janus = Timed("Janus: EntryFlow.step")
    facenet = Timed("facenet-pytorch as shipped")
    recognition = Timed("face_recognition as shipped")
    facenet_step, recognition_step = (
        facenet_pytorch_step(gallery_size),
        face_recognition_step(gallery_size),
    )
    for warm in (facenet_step, recognition_step):
        warm(frames[0].image)
    janus_threads = torch.get_num_threads()
    for frame in frames:
        torch.set_num_threads(janus_threads)
        janus.run(lambda frame=frame: app.entry.step(frame))
        torch.set_num_threads(os.cpu_count() or 1)
        facenet.run(lambda frame=frame: facenet_step(frame.image))
        recognition.run(lambda frame=frame: recognition_step(frame.image))
    torch.set_num_threads(janus_threads)
    return [janus, facenet, recognition]


def show(console: Console, title: str, rows: list[Timed], beside: Timed | None = None) -> None:
    """Print percentiles; with `beside`, how many times its mean each row takes."""
    columns = ("ms a frame", "mean", "median", "p95", "worst", *(["x (mean)"] if beside else []))
    table = Table(*columns, title=title)
    for row in rows:
        cells = [f"{row.mean_ms:.1f}", *(f"{row.percentile_ms(s):.1f}" for s in (50, 95, 100))]
        ratio = [f"{row.mean_ms / beside.mean_ms:.1f}"] if beside else []
        table.add_row(row.name, *cells, *ratio)
    console.print(table)


def main() -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=30)
    parser.add_argument("--gallery", type=int, default=1000)
    arguments = parser.parse_args()
    frames, console = visit_frames(arguments.frames), Console()
    with tempfile.TemporaryDirectory() as folder:
        source = SceneSource()
        app = build(load_config(Path(folder)), clock=clock_for(source), source=source)
        photo = photo_from_image(sample_photos()[EILEEN_COLLINS])
        draft, agreed = app.enrolment.draft(photo, EILEEN_COLLINS), app.enrolment.consent_text
        app.enrolment.commit(draft, by="the benchmark", consent=agreed)
        for frame in visit_frames(3):  # the first steps warm the networks up
            app.pipeline.embed(frame.image, app.pipeline.detect(frame.image))
        stages = time_stages(app, frames, arguments.gallery)
        pipelines = time_pipelines(app, frames, arguments.gallery)
        event = next(iter(app.log.page(limit=1)), None)
        app.close()
    show(console, f"Stages of Janus ({arguments.gallery} templates)", stages)
    show(console, "Frame → decision", pipelines, beside=pipelines[0])
    if event:
        console.print(
            f"The visit was {event.outcome} ({event.reason}) on {event.frames_used} frames."
        )


if __name__ == "__main__":
    main()
