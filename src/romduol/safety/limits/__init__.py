"""How much one address may ask, known by nothing but a number that is forgotten."""
