"""Small pure parts that every band may use: Khmer text, phone numbers, signs unseen, years; no Django here."""
