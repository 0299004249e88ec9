"""Checks: what speaks against answers, a form, the files given with it, or the whole application."""
