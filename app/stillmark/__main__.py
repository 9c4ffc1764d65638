"""Entry point; sends `--worker` to the picture worker before anything of the window is imported."""
