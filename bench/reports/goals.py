"""What taking reports in may cost. The figures were chosen before anything was measured."""

SEALED = 0.9
"""How many sealed reports a second there may be for each plain row of the same size, which the same server takes from a
form over HTTP and stores in a transaction. A seal that made servers slower would be left out by somebody."""
PAGE_BYTES = 14_600
"""Of a page in gzip: what a phone gets in the first round trip (see Page sizes)."""
SCRIPT_BYTES = 40_000
"""Of a script in gzip: 1.2 s on a line of 280 kbit/s, once."""
