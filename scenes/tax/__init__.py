"""税务。"""

from app.language import Scene

scene = Scene("tax")
