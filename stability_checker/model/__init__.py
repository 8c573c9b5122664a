"""The checker's values: what an API is, what a finding is, how large a change is; no I/O anywhere below."""
