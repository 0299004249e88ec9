"""户口与身份证。"""

from app.language import Scene

scene = Scene("household")
