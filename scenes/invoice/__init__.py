"""发票。"""

from app.language import Scene

scene = Scene("invoice")
