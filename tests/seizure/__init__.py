"""Proves that whoever takes the disk and the database away gets nothing to read: docs/how-to/prove-a-seizure.md."""
