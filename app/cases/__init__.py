"""Cases: from the first answer to the certificate. Moves are one table, history only grows."""
