"""Which records may be one and the same: pure rules that propose and never join."""
