"""车辆与驾驶证。"""

from app.language import Scene

scene = Scene("vehicle")
