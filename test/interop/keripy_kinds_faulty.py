"""Empty as yet."""
