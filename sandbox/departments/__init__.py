"""Department systems behind the platform: they take cases over, work on them, and call back."""

from __future__ import annotations

from sandbox.departments import courier, course, inbox, outbox
from sandbox.world import World

BLUEPRINTS = [inbox.bp]


def install(world: World) -> None:
    """Teach the scheduler what departments do on their own."""
    course.install(world)
    outbox.install(world)
    courier.install(world)
