"""What others hand us becomes claims of theirs: tried first, loaded whole, taken out again if it was a mistake."""
