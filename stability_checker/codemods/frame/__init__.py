"""The ground that every codemod stands on: source text with its tree, edits, imports and pieces of libcst."""
