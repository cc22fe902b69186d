"""Keys of members: made in their browsers, kept locked, handed the epochs that they may read."""
