"""Frozen states, one file per screen or per family of screens; each names its tuple `SHOTS`."""
