"""公积金。"""

from app.catalog.registry import Scene

scene = Scene("housing_fund")
