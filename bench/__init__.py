"""Measures what a release costs: bytes of its pages, time and memory of making it, and how they grow."""
