"""户口与身份证。"""

from app.catalog.registry import Scene

scene = Scene("household")
