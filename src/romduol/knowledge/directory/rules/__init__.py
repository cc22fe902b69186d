"""Decisions about the directory: pure, without Django, clock or I/O."""
