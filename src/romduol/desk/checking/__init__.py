"""A call, a visit, a letter: what it found about one value, and how people were treated."""
