"""What one source said, given back in the formats that we read."""
