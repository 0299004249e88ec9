"""婚姻救助养老。"""

from app.catalog.registry import Scene

scene = Scene("civil_affairs")
