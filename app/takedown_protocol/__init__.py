"""The language that apps and registries both speak: messages, envelope, sealing, receipts, case identity.

Knows nothing of pictures, files, HTTP or databases.
"""
