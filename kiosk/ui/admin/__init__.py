"""The admin area: people, enrolment, access log, settings."""
