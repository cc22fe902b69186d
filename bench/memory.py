"""The most memory that a process held. Imports nothing large, so that who measures little weighs little."""

import re
import resource
import sys
from pathlib import Path

MEGABYTE = 1024 * 1024
BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024
"""What `ru_maxrss` counts in."""


def peak_mb() -> float:
    """Return the peak resident memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_PER_UNIT / MEGABYTE


def most_held_mb() -> float:
    """Return the most memory that this program held; where the system does not tell, its parent's may be in it."""
    try:
        told = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    except OSError:
        told = None
    return int(told[1]) / 1024 if told else peak_mb()
