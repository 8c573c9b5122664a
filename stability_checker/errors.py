"""The errors that end a command: each message is one sentence that says what to do next."""


class CheckerError(Exception):
    """A usage or input error; the command line prints its message and exits with status 2."""
