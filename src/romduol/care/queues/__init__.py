"""Inboxes of organisations: what each takes, whether it is alive, and the signed chain of its keys."""
