"""What is published, as files that others take away: whole, of one province, of one need, in five forms."""
