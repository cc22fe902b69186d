"""What readers see of an edition, how two of them differ, and which pages show it; pure."""
