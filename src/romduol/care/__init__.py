"""The private side: what people report, and the help that follows."""
