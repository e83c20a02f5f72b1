"""Who may use the admin area, and what for."""
