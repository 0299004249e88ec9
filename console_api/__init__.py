"""Operators, finance, supervisors: what they may see and do, over HTTP."""
