"""Clients written by others, unchanged, against the sandbox: `python -m tests.conformance`."""
