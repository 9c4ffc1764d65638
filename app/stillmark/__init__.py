"""Stillmark, the desktop app: pictures become fingerprints on this computer, and only those are sent."""
