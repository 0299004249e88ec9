"""社保就业。"""

from app.catalog.registry import Scene

scene = Scene("social")
