"""What taking reports in costs, and that none is lost."""
