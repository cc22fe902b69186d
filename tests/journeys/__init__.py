"""Readers' journeys through the running server in a real browser."""
