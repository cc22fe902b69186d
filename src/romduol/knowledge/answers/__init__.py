"""A question in anyone's words becomes a need, a place, an urgency and an answer."""
