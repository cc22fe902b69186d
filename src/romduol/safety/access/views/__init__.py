"""Stands at the doors of views, and draws the pages of the desk."""
