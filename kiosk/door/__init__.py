"""What opens the door: one protocol, a simulated door, a door that runs a program."""
