"""Decides what a handed-over record becomes, what a supplier may call itself, what waits, what is kept."""
