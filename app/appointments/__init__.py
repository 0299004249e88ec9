"""Going to a hall: a place at a time, a number at the door, whose turn it is.

A *place* is one of the places of a slot (half an hour of one hall): one row each, and the unique key decides who has it. A *ticket* is
what somebody who came waits with. What a hall has (windows, hours, closed days, what is done there) is data: app/reference/data/halls.yaml.
"""
