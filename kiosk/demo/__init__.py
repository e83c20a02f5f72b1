"""The demonstration: the built-in scene, through everything."""
