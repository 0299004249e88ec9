"""社保就业。"""

from app.language import Scene

scene = Scene("social")
