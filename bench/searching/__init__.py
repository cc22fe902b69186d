"""What a search of a release costs, beside search engines that are given the same tokens."""
