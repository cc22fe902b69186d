"""How a few typed words become an order of what a release keeps."""
