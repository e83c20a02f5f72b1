"""The master key of people's data: where it lies, and opening the database with it."""
