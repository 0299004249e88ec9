"""企业开办经营。"""

from app.catalog.registry import Scene

scene = Scene("enterprise")
