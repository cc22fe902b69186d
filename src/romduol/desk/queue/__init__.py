"""What to check next: by harm if wrong, by age, by how much depends on it."""
