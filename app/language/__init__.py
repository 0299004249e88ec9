"""The language scenes are written in: what an item may declare, read strictly, and what it answers. Knows no release and no person.

A scene needs `Scene` and `Visit`; rooms above ask an Item: `checklist(answers, city)`.
"""

from app.language.registry import Scene
from app.language.visit import Visit

__all__ = ["Scene", "Visit"]
