"""Measurements: ratios side by side in one run. Nothing here is asserted by a test."""
