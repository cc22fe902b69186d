"""Who keeps this copy up, and how many people look at what could do harm."""
