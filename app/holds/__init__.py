"""Scarce things, each given once: a plate number, a place in a time slot, a company's name.

A *pool* is what is given out ("plate:440100:02"), a *unit* one piece of it ("粤A0029K"). A unit is shown to one errand, held for it,
and kept for good or until a day. One row per unit: the unique key decides, no cache and no lock of our own does.
"""
