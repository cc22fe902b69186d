"""Where stewards keep the facts true."""
