"""Contradictions side by side, and every record with its history, for any day."""
