"""What others hand us: a feed is checked whole before anything of it is read in."""
