"""The page on which readers say what is wrong, and the pages on which stewards decide about it."""
