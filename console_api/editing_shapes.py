"""What the desk sends and is answered with about the words of items."""

from __future__ import annotations

from typing import get_args

from marshmallow import fields, validate

from app.kernel.plain import Exactly, Lines
from app.kernel.web import Answer, Body
from app.language.wording import Kind
from app.publishing.drafting import MOVES
from console_api.drafts import AnyDraft
from edge.shapes import ByKey, many, moment, number, one, one_of, said, text_by_key, texts, yes

PATH = Exactly(r"[A-Za-z0-9_\.-]{1,160}")
MOST = 400  # places of one item


class WordsByPlace(ByKey):
    """path → what is to stand there."""

    def __init__(self, least: int = 0) -> None:
        words = Lines(validate=validate.Length(0, 2000))
        super().__init__(words, fields.String(validate=PATH), validate=validate.Length(least, MOST))


class ToWord(Body):
    """An item's words. `revision`: of the draft that is changed, 0 for a first one; `texts`: path → what is to stand there, all of the
    draft."""

    revision = fields.Integer(required=True, strict=True, validate=validate.Range(0, 1_000_000))
    texts = WordsByPlace()


class ToRestore(Body):
    """As release `release` said it."""

    revision = fields.Integer(required=True, strict=True, validate=validate.Range(0, 1_000_000))
    release = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10_000_000))


class WordedItem(Answer):
    """An item on one line. `edited`: at how many places operators wrote something else than the folder; `state`: of its open draft."""

    id = said()
    short = said()
    name = said()
    icon = said()
    serves = said()
    department = said()
    edited = number()
    apart = number()
    state = one_of(MOVES, none=True)


class WordedItems(Answer):
    items = many(WordedItem)


class WordPlace(Answer):
    """A place that may be worded otherwise. `text`: what residents read; `was`: what the folder says, where operators wrote something
    else; `apart`: the folder says something else since then."""

    path = said()
    group = said()
    label = said()
    kind = one_of(get_args(Kind))
    most = number()
    need = yes()
    text = said()
    was = said(none=True)
    apart = yes()


class WordDraft(AnyDraft):
    """The draft of an item's words."""

    item = said()
    short = said()
    texts = text_by_key()


class WordChange(Answer):
    """What was published: who wrote it, who agreed, and when."""

    number = number()
    by = said()
    decided_by = said()
    note = said()
    at = moment()
    says = texts()


class ItemWords(Answer):
    """What may be worded otherwise of an item, its draft, and what was published before."""

    id = said()
    short = said()
    name = said()
    release = number()
    places = many(WordPlace)
    draft = one(WordDraft, none=True)
    changes = many(WordChange)


class WordDrafts(Answer):
    drafts = many(WordDraft)
