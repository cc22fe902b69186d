"""Signs what leaves this machine, and proves what comes from another."""
