"""Where facts come from, and which of them are really one voice."""
