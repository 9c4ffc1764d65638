"""Starts, limits, feeds and kills the picture worker, and reports the isolation level truly.

What comes back from a worker is untrusted until its lengths and ranges are checked here.
"""
