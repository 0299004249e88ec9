"""婚姻救助养老。"""

from app.language import Scene

scene = Scene("civil_affairs")
