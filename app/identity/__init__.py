"""Who calls: accounts, persons, real-name levels, logins."""
