"""公积金。"""

from app.language import Scene

scene = Scene("housing_fund")
