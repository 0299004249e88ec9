"""医保。"""

from app.language import Scene

scene = Scene("medical")
