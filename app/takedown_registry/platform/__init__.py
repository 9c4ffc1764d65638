"""What platforms install: collecting from a registry and matching uploads against what was collected."""
