"""What was measured, as a page that can be read, sent and filed: one HTML file, nothing beside."""
