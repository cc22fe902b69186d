"""Reports and what is written around them: sealed before they are stored, answered, ended without a trace."""
