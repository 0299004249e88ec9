"""`make gen`: OpenAPI from the views, TypeScript types from OpenAPI."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from flask import Flask

from wsgi import create_app

ROOT = Path(__file__).parents[1]
GENERATOR = ROOT / "frontend/node_modules/.bin/openapi-typescript"
TYPES = ROOT / "frontend/shared/schema.d.ts"


def generate(app: Flask, folder: Path) -> str:
    """The text of schema.d.ts for this application."""
    document, types = folder / "openapi.json", folder / "schema.d.ts"
    reply = app.test_client().get("/openapi.json")
    document.write_text(json.dumps(reply.json, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
    # What has a default may be left out of a body.
    command = [str(GENERATOR), str(document), "-o", str(types), "--default-non-nullable=false"]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT / "frontend")
    return types.read_text("utf-8")


def main() -> None:
    """Write the types where the front end reads them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = create_app(database_url=f"sqlite:///{folder}/none.db", data_dir=folder, redis_url="", credentials={})
        TYPES.write_text(generate(app, folder), "utf-8")
    print(f"{TYPES.relative_to(ROOT)}: {len(TYPES.read_text('utf-8').splitlines())} 行")


if __name__ == "__main__":
    main()
