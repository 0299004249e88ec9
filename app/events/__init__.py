"""Everything that may happen, by noun. wsgi.REACTIONS says what follows each; a test holds the two together.

They lie beneath all rooms because who tells an event and who hears it may not know each other: a case hears of money, a message of a
certificate (docs/decisions/0017).
"""
