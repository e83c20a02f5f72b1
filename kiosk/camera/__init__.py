"""Where frames come from: webcams, streams, clips and the built-in scene, all one protocol."""
