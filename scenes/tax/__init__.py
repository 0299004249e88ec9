"""税务。"""

from app.catalog.registry import Scene

scene = Scene("tax")
