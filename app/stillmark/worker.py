"""The picture worker: locks itself, then hashes. Started by `__main__ --worker` before Qt is imported."""
