"""The only wiring: builds services with real adapters and dispatches window, command line and practice."""
