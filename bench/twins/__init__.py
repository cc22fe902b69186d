"""Invented listings of which some are one and the same: what the half `duplicates` measures."""
