"""What the text of HTTP means: pure functions and push parsers over str and bytes, with no I/O and no framework."""
