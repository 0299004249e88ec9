"""不动产。"""

from app.language import Scene

scene = Scene("real_estate")
