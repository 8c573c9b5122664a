"""What names and receivers refer to: scopes, imports, classes of values, across the files of a project."""
