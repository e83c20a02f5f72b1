"""Folders of pictures, and what is drawn from them."""
