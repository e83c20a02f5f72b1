"""What training and measuring look like: plots and sheets of pictures, as PNG."""
