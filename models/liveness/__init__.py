"""Evidence that a living head, and not a picture of one, is before the camera: pure."""
