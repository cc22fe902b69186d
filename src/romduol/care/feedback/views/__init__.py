"""The page on which people say how a service was, and the pages of the desk."""
