"""教育考试。"""

from app.catalog.registry import Scene

scene = Scene("education")
