"""Decides what is kept of what readers hand in, for how long, and what of it is serious; pure."""
