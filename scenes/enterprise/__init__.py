"""企业开办经营。"""

from app.language import Scene

scene = Scene("enterprise")
