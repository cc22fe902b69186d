"""What of an edition can be found, by which words, and where in a release that is written."""
