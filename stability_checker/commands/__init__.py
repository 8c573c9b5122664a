"""One file a command: it holds a function of the file's name, which loads, calls and reports; files with `_` serve them."""
