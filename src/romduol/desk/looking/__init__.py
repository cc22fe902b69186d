"""Where help is known, how old the checks are, how many contradictions are open."""
