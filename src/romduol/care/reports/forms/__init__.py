"""Reads what comes in, and refuses what is not what it should be."""
