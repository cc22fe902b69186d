"""Texts on rights, health and safety, in which each statement of fact names the claims that it rests on."""
