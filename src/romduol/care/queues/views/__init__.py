"""The pages on which an administrator sets inboxes up."""
