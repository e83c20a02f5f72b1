"""What was measured of an enrolment photo, in words: pure."""

from models.head_pose import head_pose
from models.quality import Measure, Quality
from models.types import DetectedFace


def measured(measure: Measure, face: DetectedFace) -> tuple[str, str]:
    """Return what was measured, and the figure with its limit.

    Args:
        measure: One measure of the photo.
        face: The face that it is of.
    """
    value, limit = measure.value, measure.limit
    match measure.name:
        case Quality.SIZE:
            return "Eye distance", f"{value:.0f} px, min {limit:.0f}"
        case Quality.POSE:
            return _axis(value, face), f"{value:.0f}°, max {limit:.0f}°"
        case Quality.BLUR:
            return "Sharpness", f"{value:.2f}, min {limit:.2f}"
        case Quality.DARK:
            return "Light enough", f"{value:.0f}, min {limit:.0f}"
        case Quality.BRIGHT:
            return "Not too bright", f"{value:.0f}, max {limit:.0f}"
        case Quality.UNEVEN:
            return "Even light", f"{value:.0%}, max {limit:.0%}"


def _axis(angle_deg: float, face: DetectedFace) -> str:
    """Return what the head does: the measure gives only the worst of three angles."""
    pose = head_pose(face.landmarks)
    angles = (
        ("Turned aside", pose.yaw_deg),
        ("Nodding", pose.pitch_deg),
        ("Tilted", pose.roll_deg),
    )
    return min(angles, key=lambda angle: abs(abs(angle[1]) - angle_deg))[0]
