"""What department systems talk to: signed calls only."""

from department_api import cases, couriers, files, handovers
from edge.requests import Blueprint

BLUEPRINTS: list[Blueprint] = [
    cases.bp,
    files.bp,
    couriers.bp,
    handovers.bp,
]
