"""What a network is rewarded for: the losses, by name."""
