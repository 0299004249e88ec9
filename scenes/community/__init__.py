"""社区与应急。"""

from app.catalog.registry import Scene

scene = Scene("community")
