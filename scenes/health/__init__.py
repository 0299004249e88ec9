"""生育健康。"""

from app.catalog.registry import Scene

scene = Scene("health")
