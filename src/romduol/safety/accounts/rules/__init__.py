"""Decides who may sign in, with what, and who may give which role."""
