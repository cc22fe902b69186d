"""What people say of a service they went to: counted, shown from ten on, trusted where a card was given."""
