"""One statement, its source, its date, who checked it; and disagreement."""
