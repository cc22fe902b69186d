"""The web channel: every page that a reader's browser can ask for."""
