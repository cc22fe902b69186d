"""Settings, URL lists and the command line: wires the parts together and decides nothing."""
