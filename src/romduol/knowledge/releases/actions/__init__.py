"""Every write of a release folder and of its keys."""
