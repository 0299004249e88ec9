"""生育健康。"""

from app.language import Scene

scene = Scene("health")
