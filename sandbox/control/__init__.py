"""The control API and page: what a person, or a test, does to the outside world."""

from sandbox.control import desk, page, phone

BLUEPRINTS = [phone.bp, desk.bp, page.bp]
