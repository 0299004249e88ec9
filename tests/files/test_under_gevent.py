"""A worker under gevent (compose.yaml's kind) reads files as every other does: its sockets never block, the reader's must."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORK = """
from gevent import monkey
monkey.patch_all()
import io
import gevent
from PIL import Image
from app.files.readers import pool
from app.files.rules import Look
content = io.BytesIO()
Image.new("RGB", (60, 40), "white").save(content, "PNG")
size = content.tell()
jobs = [gevent.spawn(lambda: pool().read(Look(), None, io.BytesIO(content.getvalue()), size).kind) for _ in range(4)]
gevent.joinall(jobs, timeout=60)
print([job.value for job in jobs])
pool().end()
"""


def test_files_are_read_under_gevent():
    done = subprocess.run([sys.executable, "-c", WORK], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "['png', 'png', 'png', 'png']", done.stderr[-1500:]
