"""Who may open the addresses of each room of the desk, one module a room."""
