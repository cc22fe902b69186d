"""Decides what is counted, what counts as a gap, and where the pictures draw it."""
