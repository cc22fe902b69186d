"""Under which licence all that the API gives stands."""

from romduol.knowledge.releases.rules.headers import LICENSE_URL

__all__ = ["LICENSE", "LICENSE_URL"]

LICENSE = "CC-BY-SA-4.0"
