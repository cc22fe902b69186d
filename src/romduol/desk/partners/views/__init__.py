"""What this room shows and takes: a body's own record, and for the operator who may speak for whom."""
