"""What people may ask of their data: to see it, to have it erased, and how that is proved."""
