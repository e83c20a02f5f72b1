"""Storage: the gallery of patrons and the access log. No torch, no Qt."""
