"""What decides how a release is named, whether it counts, what is shown of it and what of it may be thrown away."""
