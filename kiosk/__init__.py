"""The door: camera, entry flow, screens and the `janus` program."""
