"""A small part of the storm's corpus, read in one reader: what is harmless is taken, what is hostile comes out dead or not at all."""

import io

import pytest

from app import reference
from app.checks import materials
from app.files import papers, readers
from app.files.rules import REFUSALS, Look
from app.kernel.errors import Problem
from tests.files.corpus import MARKS, corpus

SEED, COUNT = 7, 70


@pytest.fixture(scope="module")
def pool():
    made = readers.Pool()
    yield made
    made.end()


def test_seventy_strangers_files(pool):
    exit_look = Look("portrait", materials.frame_of(type("Material", (), reference.materials()["m-photo-exit"])))
    seen = {True: 0, False: 0}
    for piece in corpus(SEED, COUNT):
        if piece.kind in ("200 million pixels", "48 million pixels"):
            continue
        seen[piece.harmless] += 1
        look = exit_look if piece.face else Look()
        try:
            found = pool.read(look, None, io.BytesIO(piece.content), len(piece.content)) if piece.content else None
        except Problem as refused:
            assert not piece.harmless and refused.code in REFUSALS, (piece.kind, refused.code)
            continue
        if found is None:
            continue
        if found.kind == "pdf":
            assert papers.active_parts(found.content) == [], piece.kind
        assert not any(mark in found.content for mark in MARKS), piece.kind
        assert found.content.startswith({"pdf": b"%PDF-", "png": b"\x89PNG", "jpeg": b"\xff\xd8\xff"}[found.kind])
    assert min(seen.values()) > 25


def test_the_same_seed_is_the_same_corpus():
    assert [(one.kind, one.content) for one in corpus(3, 12)] == [(one.kind, one.content) for one in corpus(3, 12)]
    assert [one.content for one in corpus(3, 12)] != [one.content for one in corpus(4, 12)]
