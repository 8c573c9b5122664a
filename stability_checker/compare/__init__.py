"""What two APIs have in common, what differs, and which calls and types that difference touches."""
