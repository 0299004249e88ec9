"""Publish the catalogue with the imaginary scene in it."""

from app.publishing import service
from app.publishing.commands import publish_contents
from tests.imaginary import contents
from wsgi import create_app

with create_app().app_context():
    print(publish_contents({**service.drafts(), **contents()}, "with the imaginary scene"))
