"""The rules of feedback: weeks, codes of cards, and what of the counts is shown."""
