"""Small pure parts that every band may use: Khmer text and phone numbers; no Django here."""
