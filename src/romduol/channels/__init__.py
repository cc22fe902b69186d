"""How a published record reaches a person or a program; read-only."""
