"""Pure decisions of this room: what a decision is made of, what it would change, what a history tells."""
