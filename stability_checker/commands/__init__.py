"""One file a command, with a function of the file's name that loads, calls and reports; files with `_` serve them."""
