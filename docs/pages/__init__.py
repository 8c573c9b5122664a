"""The generated pages: one file each, with a `render() -> str`."""
