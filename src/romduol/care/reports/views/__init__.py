"""The pages on which somebody reports, and what their scripts ask for."""
