"""车辆与驾驶证。"""

from app.catalog.registry import Scene

scene = Scene("vehicle")
