"""One change at the desk: made once, perhaps waiting for a second yes, put into force, undone; none is forgotten."""
