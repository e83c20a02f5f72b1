"""Presentations of living people and of attacks: recorded, played at the door, and judged by it."""
