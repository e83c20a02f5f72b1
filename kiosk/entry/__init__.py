"""The way from a frame to an opened door: what is pure decides, what is around it does."""
