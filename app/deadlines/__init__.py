"""Deadlines: from when the legal clock runs, when it stands still, until when something must be done."""
