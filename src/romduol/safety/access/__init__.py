"""Deny by default: a view without a door is not there."""
