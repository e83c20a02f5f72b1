"""One training from its folder of pictures to its report; and several, side by side."""
