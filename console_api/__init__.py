"""What operators' desks talk to: staff sign-in, orders, refunds with a second person, work orders.

Every view names its guard (auth.py); every read of a resident's data is written down where the resident sees it.
"""
