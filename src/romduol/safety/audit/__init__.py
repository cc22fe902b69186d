"""Who did what to which record, when; written once and never changed."""
