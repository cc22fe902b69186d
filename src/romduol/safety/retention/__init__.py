"""How long something private is kept, in which order nobody can see it came, and how it ends."""
