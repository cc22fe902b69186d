"""Every read of a release folder: this machine's own, and those of other copies."""
