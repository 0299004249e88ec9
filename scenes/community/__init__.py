"""社区与应急。"""

from app.language import Scene

scene = Scene("community")
