"""The same services as the window, for scripts and staff; every command speaks JSON lines."""
