"""One look: evidence held against the gallery, and the log row that follows from it."""

from dataclasses import dataclass

from db.records import NewAccessEvent, Outcome, Reason
from kiosk import log_evidence
from kiosk.clock import Clock
from kiosk.entry.decision import decide
from kiosk.entry.evidence import Evidence
from kiosk.entry.gallery_watch import Known
from kiosk.entry.probe_picture import head_crop_jpeg
from kiosk.entry.stopwatch import Stopwatch
from models.calibration import Calibration
from models.types import Box, Frame, TrackedFace


@dataclass(frozen=True, slots=True)
class Judge:
    """Turns evidence into a row; writes and opens nothing.

    Attributes:
        calibration: Where the thresholds come from.
        clock: Tells the time at which validity is judged.
        stopwatch: Measures how long a visitor waits.
        door_name: The door, as in the log.
    """

    calibration: Calibration
    clock: Clock
    stopwatch: Stopwatch
    door_name: str

    def look(
        self, evidence: Evidence, known: Known, frame: Frame, chosen: TrackedFace
    ) -> NewAccessEvent:
        """Return the row that a look at the gallery finds now.

        Args:
            evidence: Usable frames, enough for a look.
            known: The gallery.
            frame: The present frame, of which the row keeps a picture.
            chosen: The face in it.
        """
        best, runner_up_similarity = known.search(evidence.embeddings)
        at = self.clock.now()
        decision = decide(
            best=best,
            runner_up_similarity=runner_up_similarity,
            threshold=known.point.threshold,
            frames_used=evidence.frames,
            at=at,
        )
        if decision is None:
            raise ValueError(f"{evidence.frames} frames are too few for a look.")
        return NewAccessEvent(
            at=at,
            door=self.door_name,
            outcome=decision.outcome,
            reason=decision.reason,
            person_id=decision.person_id,
            person_name=decision.person_name,
            best_similarity=decision.best_similarity,
            runner_up_similarity=decision.runner_up_similarity,
            threshold=decision.threshold,
            calibration_id=self.calibration.id,
            model_id=self.calibration.model_id,
            frames_used=decision.frames_used,
            latency_ms=1000.0 * (self.stopwatch.now() - evidence.began_s),
            thumbnail_jpeg=head_crop_jpeg(frame.image, chosen.face.box),
            evidence=log_evidence.written(
                log_evidence.evidence_of(evidence.embeddings, known, best)
            ),
        )

    def without_face(self, known: Known, frame: Frame) -> NewAccessEvent:
        """Return the row of somebody who gives something else than a face, not yet named.

        Args:
            known: The gallery.
            frame: The present frame; the row keeps all of it, made small.
        """
        return NewAccessEvent(
            at=self.clock.now(),
            door=self.door_name,
            outcome=Outcome.GRANTED,
            reason=Reason.MATCHED,
            person_id=None,
            person_name=None,
            best_similarity=None,
            runner_up_similarity=None,
            threshold=known.point.threshold,
            calibration_id=self.calibration.id,
            model_id=self.calibration.model_id,
            frames_used=0,
            latency_ms=1000.0 * (self.stopwatch.now() - self.stopwatch.read_at(frame)),
            thumbnail_jpeg=head_crop_jpeg(frame.image, Box(0, 0, frame.width_px, frame.height_px)),
        )
