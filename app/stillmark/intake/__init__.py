"""Where files come from: paths, folders, exports and clipboard bytes. Opens them, decodes nothing."""
