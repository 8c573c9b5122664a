"""The package index, read the way pip and uv are configured to reach it; nothing that it serves is ever executed."""
