"""What is read before it is signed, and ever after: the rows behind a pick, the notice, what the department served."""

from __future__ import annotations

from app.kernel.web import Answer
from edge.shapes import fen, many, moment, said


class RowFact(Answer):
    """A label with a text, or with a sum."""

    label = said()
    text = said()
    amount_fen = fen(none=True)


class PickedRow(Answer):
    """A row that was picked, as it is frozen in the form."""

    title = said()
    facts = many(RowFact)


class Filed(Answer):
    """The rows behind one field of what was handed in."""

    field = said()
    label = said()
    rows = many(PickedRow)


class Lettered(Answer):
    label = said()
    text = said()


class PaperPart(Answer):
    head = said()
    text = said()
    facts = many(Lettered)


class PaperText(Answer):
    """A paper to be read: facts, then parts. `number`, `served_at`: of what was served, with which its days begin."""

    id = said()
    title = said()
    number = said()
    served_at = moment(none=True)
    facts = many(Lettered)
    parts = many(PaperPart)


class ServedPaper(Answer):
    """A paper the department served; `say`: when it reached the phone."""

    id = said()
    title = said()
    number = said()
    served_at = moment()
    say = said()
