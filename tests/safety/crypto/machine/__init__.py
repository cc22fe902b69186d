"""A walk through the life of a vault, in which everybody tries to open everything after each step."""
