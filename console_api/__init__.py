"""What operators' desks talk to: staff sign-in, orders, refunds with a second person, work orders, the windows of a hall.

Every view names its guard (auth.py); every read of a resident's data is written down where the resident sees it.
"""

from console_api import arrangement, demand, desk, editing, orders, proposals, refunds, sheets, supervision, windows, work_orders
from edge.requests import Blueprint

BLUEPRINTS: list[Blueprint] = [
    desk.bp,
    orders.bp,
    refunds.bp,
    work_orders.bp,
    supervision.bp,
    windows.bp,
    arrangement.bp,
    demand.bp,
    proposals.bp,
    editing.bp,
    sheets.bp,
]
