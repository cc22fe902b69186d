"""The directory as HSDS 3.1: documents made of an edition, each in every language."""
