"""What the vault may cost. The figures were chosen before anything was measured, each for the reason beside it."""

RECORD = 2.0
"""How many times the processor time of age or of a sealed box a record of 2 KB may take, to one key.

Ours does more: it pads to 4,096 bytes, commits to the key, binds kind and subject, and keeps to P-256 and AES, which
every browser has, where both others take X25519 and ChaCha20 or Salsa20. More than twice would be our own clumsiness.
"""
FILE = 1.0
"""How many times the processor time of age a file may take: AES is in the processor, and Python sees few pieces."""
FILE_MB = 8.0
"""What a file may add to the memory: it goes through in pieces of 64 KB, so its length must not matter."""
RECEIPT_MS = 150.0
"""What a receipt may take in Python: without JavaScript the server works it out, and fifty at once are to be served."""
UNLOCK_MS = 500.0
"""What unlocking may take in Python: the passphrase is to cost whoever guesses, not be waited for."""
OPENED_SECONDS = 3.0
"""In which a browser opens 1,000 records of 2 KB: a large queue, searched in the page, at each sign-in."""
SEALED_SECONDS = 3.0
"""In which a browser seals 1,000: a queue that is sealed anew when its key changes hands."""
BROWSER_RECEIPT_MS = 500.0
BROWSER_UNLOCK_MS = 1_500.0
"""On this machine; a cheap phone may take ten times as long, five seconds for a receipt at worst."""
BUNDLE_BYTES = 20_000
"""What the program may weigh in gzip: 0.6 s on a line of 280 kbit/s. @hpke/core alone is 8.5 KB of it."""
