"""What is kept of each number, where it lies, and what is answered from it."""
