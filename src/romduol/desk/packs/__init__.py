"""Country packs: readable files in, records out, whole or not at all."""
