"""People who work here: accounts made by command, a password and a one-time code, what each role may do, who did what."""
