"""What people look for and do not find, begin and do not hand in: as counts of days, without persons."""
