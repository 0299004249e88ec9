"""Corrections: what a department asks to be put right, where that is done, and whether it was."""
