"""The page of members' keys, what its script asks for, and the script itself."""
