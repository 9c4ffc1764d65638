"""Codes of domain and presenters put into words, by translation context; no widgets here."""
