"""How good an encoder is: error rates of comparisons and of searches, with their uncertainty."""
