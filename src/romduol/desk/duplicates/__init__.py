"""Which records may be one and the same: proposed with the evidence, joined by a person, parted again."""
