"""Publishing: scene folders become versions addressed by their content, and numbered releases that every process keeps in memory.

Rooms above use `current()`, `at(moment)` and `version(hash)`.
"""

from app.publishing.release import Release, at, current, version

__all__ = ["Release", "at", "current", "version"]
