"""The use cases: fingerprint, submit, follow, withdraw. ports.py holds the Protocols they need."""
