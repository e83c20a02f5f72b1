"""The schema over time. Run by `db/schema.py` when a database is opened."""
