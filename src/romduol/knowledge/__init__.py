"""How a fact becomes something we publish."""
