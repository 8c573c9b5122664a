"""The recipes that ship with the tool, as data: `<library>/library.toml` and one file a release."""
