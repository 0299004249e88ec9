"""信用。"""

from app.language import Scene

scene = Scene("credit")
