"""Lets ``python -m romduol`` do what ``romduol`` does."""

from romduol.config.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
