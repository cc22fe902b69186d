"""The commands of ``romduol``, one module each."""
