"""信用。"""

from app.catalog.registry import Scene

scene = Scene("credit")
