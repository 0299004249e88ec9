"""The catalogue: what there is to do, declared in scene folders, versioned by content, searched, answered from memory.

Rooms above use `current()`, `version(hash)` and what an Item answers: `checklist(answers, city)`, `run(hook, visit)`.
"""

from app.catalog.registry import Scene
from app.catalog.release import Release, at, current, version

__all__ = ["Release", "Scene", "at", "current", "version"]
