"""发票。"""

from app.catalog.registry import Scene

scene = Scene("invoice")
