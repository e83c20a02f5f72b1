"""Similarity → false match rate, as the door uses it."""
