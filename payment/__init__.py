"""Money: orders, a double-entry ledger, the channel. Knows a subject (a string), never what it stands for."""
