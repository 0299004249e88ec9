"""What residents' phones talk to: one file per noun, its schemas first, then its views.

Every view names its guard (auth.py), every refusal is a Problem (errors.py makes it RFC 9457), every write that can be
repeated goes through edge.answer_once.
"""
