"""What opens the door beside a face, or in its place: PINs and badges."""
