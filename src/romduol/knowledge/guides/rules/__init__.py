"""What is decided about guides: how they are stored, how their text is read."""
