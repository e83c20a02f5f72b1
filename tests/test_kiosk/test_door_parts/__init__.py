"""Parts that move a lock."""
