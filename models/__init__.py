"""Face mathematics: detection, alignment, Siamese encoders, search, calibration. No Qt, no SQL."""
