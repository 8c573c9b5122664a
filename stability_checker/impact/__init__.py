"""Which lines of other people's projects a change touches, and which of them `upgrade` repairs."""
