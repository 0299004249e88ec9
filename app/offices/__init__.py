"""Offices: which one of a department is responsible in a place, and where one goes against what it decided."""
