"""教育考试。"""

from app.language import Scene

scene = Scene("education")
