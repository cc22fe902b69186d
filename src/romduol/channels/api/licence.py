"""Under which licence all that the API gives stands."""

LICENSE = "CC-BY-SA-4.0"
