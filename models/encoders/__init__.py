"""The encoders: one protocol, three networks."""
