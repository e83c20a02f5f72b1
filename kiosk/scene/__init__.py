"""The built-in camera scene: rendered visitors with depth, deterministic from a seed."""
