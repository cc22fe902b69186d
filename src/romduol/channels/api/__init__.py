"""The read API: JSON documents frozen with each release."""
