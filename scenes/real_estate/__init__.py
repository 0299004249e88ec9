"""不动产。"""

from app.catalog.registry import Scene

scene = Scene("real_estate")
