"""Department systems behind the platform: they take cases over, work on them, and call back."""

from sandbox.departments import course, inbox, outbox

BLUEPRINTS = [inbox.bp]


def install(world):
    """Teach the scheduler what departments do on their own."""
    course.install(world)
    outbox.install(world)
