"""What the vault costs: records, files and words in Python and in a browser, beside age and PyNaCl's sealed box."""
