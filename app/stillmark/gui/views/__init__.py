"""Widgets that draw frozen view-states and report what the person did. No logic here."""
