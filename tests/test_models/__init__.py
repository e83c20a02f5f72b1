"""Tests of the face mathematics."""
