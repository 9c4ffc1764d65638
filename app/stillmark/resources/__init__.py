"""Run-time files, read through importlib.resources: translations, icons, style sheet, practice pictures."""
