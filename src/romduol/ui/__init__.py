"""The look and the words that every channel shares: base page, components, styles, catalogues."""
