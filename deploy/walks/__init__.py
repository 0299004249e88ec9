"""`flask --app wsgi scene check`: every situation of every built item walked from the first tap to what it ends in (docs/items.md).

What an item needs for it lies in its own folder: scenes/<scene>/walks.yaml says who walks, in which world, and what they say.
"""
