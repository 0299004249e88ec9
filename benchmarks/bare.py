"""The floor of all reads: a Flask view that says `{}`, under the same gunicorn with the same settings."""

from flask import Flask, Response


def create_app() -> Flask:
    """`gunicorn --config gunicorn.conf.py 'benchmarks.bare:create_app()'`."""
    app = Flask("bare", static_folder=None)

    @app.get("/")
    def nothing() -> Response:
        return Response(b"{}", content_type="application/json")

    return app
