"""Alarms: raised at the door, kept in the database, told to whoever must come."""
