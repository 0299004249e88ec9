"""What goes into the image: the list that .dockerignore leaves is built here, and no secret stands in it."""

import re
import subprocess
from functools import cache, lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECRETS = [
    "deploy/secrets/credentials.json",
    "deploy/secrets/tls/privkey.pem",
    "deploy/secrets/tls/fullchain.pem",
    "deploy/secrets/anything",
    "secrets/x",
    "app/secrets/y",
    ".env",
    ".env.production",
    "deploy/.env.local",
    "credentials.json",
    "deploy/credentials.json",
    "deploy/credentials-old.json",
    "keyring.json",
    "app/kernel/keyring.json",
    "keyring.2026.json",
    "apiclient_key.pem",
    "payment/channels/apiclient_key.pem",
    "tls.key",
    "apiclient_cert.p12",
    "deep/er/still/store.pfx",
    "id_rsa",
    "home/.ssh/id_ed25519",
    "dump.sql",
    "backup/shengshi.sql",
    "shengshi.db",
    "var/demo/keyring.json",
    "var/demo/files/0a",
    ".git/config",
    ".netrc",
]
NEEDED = [
    "wsgi.py",
    "gunicorn.conf.py",
    "requirements.txt",
    "app/kernel/crypto.py",
    "app/reference/data/items.yaml",
    "scenes/passport/items.yaml",
    "migrations/versions/0001_kernel.py",
    "frontend/package.json",
    "frontend/package-lock.json",
    "frontend/mp/index.html",
    ".env.example",
    "app/kernel/keyring.py",
]


def left_out(path, rules=None):
    """Whether .dockerignore keeps a file out: as Docker reads it, a rule also covers all that is below what it names, the last
    rule that fits decides."""
    out = False
    for rule in rules or (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        rule = rule.strip()
        if not rule or rule.startswith("#"):
            continue
        back, rule = rule.startswith("!"), rule.removeprefix("!").strip("/")
        if _shape(rule).fullmatch(path) or _above(rule, path.rpartition("/")[0]):
            out = not back
    return out


@cache
def _above(rule, folder):
    """Whether a rule covers this folder; tens of thousands of files share a few thousand."""
    return folder != "" and (_shape(rule).fullmatch(folder) is not None or _above(rule, folder.rpartition("/")[0]))


@lru_cache
def _shape(rule):
    text = ""
    for piece in re.findall(r"\*\*/?|\*|\?|\[[^\]]*\]|[^*?\[]+", rule):
        if piece.startswith("**"):
            text += "(?:.*/)?" if piece.endswith("/") else ".*"
        else:
            text += {"*": "[^/]*", "?": "[^/]"}.get(piece) or (piece if piece.startswith("[") else re.escape(piece))
    return re.compile(text)


@pytest.mark.parametrize("path", SECRETS)
def test_no_secret_goes_into_the_image(path):
    assert left_out(path)


@pytest.mark.parametrize("path", NEEDED)
def test_what_runs_goes_in(path):
    assert not left_out(path)


def test_nothing_that_lies_here_now_and_looks_like_a_secret_goes_in():
    looks = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----|\"apiv3_key\": \"[0-9A-Za-z]{32}\"")
    names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    context = [name for name in names.split("\0") if name and (ROOT / name).is_file() and not left_out(name)]
    assert "wsgi.py" in context
    small = [name for name in context if (ROOT / name).stat().st_size < 2_000_000]
    assert [name for name in small if looks.search((ROOT / name).read_bytes())] == []


def test_what_compose_reads_as_secret_is_left_out():
    for path in re.findall(r"(?:file: |- \./)(deploy/secrets[\w./-]*)", (ROOT / "compose.yaml").read_text("utf-8")):
        assert left_out(path + "/x") and left_out(path)


def test_these_rules_are_read_as_docker_reads_them():
    rules = ["a", "**/b", "*.c", "d/*", "!d/e", "f?"]
    out = ["a", "a/x", "b", "x/b", "x/y/b/z", "1.c", "d/x", "fg"]
    stays = ["x/a", "x/1.c", "d", "d/e", "f", "fgh", "ab"]
    assert [left_out(path, rules) for path in out + stays] == [True] * len(out) + [False] * len(stays)
