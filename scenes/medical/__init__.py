"""医保。"""

from app.catalog.registry import Scene

scene = Scene("medical")
