"""Freezes, verifies and serves a release: all that readers get."""
