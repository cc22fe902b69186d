"""The pages on which somebody hands in what others gave us, sees what it would do, and loads it."""
