"""Backups: sealed copies of a kiosk, proved by restoring them."""
