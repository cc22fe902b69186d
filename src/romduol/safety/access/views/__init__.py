"""What stands between a request of the desk and its view, and what draws the pages of the desk."""
