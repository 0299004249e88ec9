"""A case as the department's rules read it: who asks, what the form says, which rows it picked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from sandbox.documents import Doc
from sandbox.registers.declared import Row
from sandbox.registers.reach import Reach
from sandbox.registers.store import Store


class Asked:
    """Form values are typed: texts, numbers, lists, dicts. A pick is a row_id, or a dict that holds one as `row_id`."""

    def __init__(self, case: Doc, store: Store) -> None:
        self.case, self.body, self.store, self.today = case, case["body"], store, store.today
        self.person: str = self.body["applicant"].get("id_number", "")
        self.form: dict[str, Any] = self.body["form"]
        self.office = str(case.get("office") or "")  # which of several offices decides; empty where one does
        self.reach = Reach(store, self.person)

    def has(self, *fields: str) -> bool:
        """Did the form ask one of these? Without, the item is not built on registers yet."""
        return any(self.form.get(name) not in (None, "", []) for name in fields)

    def text(self, field: str) -> str:
        """A field as text; empty for what is none."""
        value = self.form.get(field)
        return str(value).strip() if value is not None and not isinstance(value, list | dict) else ""

    def answer(self, question: str) -> str:
        """What was answered before the form; empty for what was not asked."""
        return str((self.body.get("answers") or {}).get(question) or "")

    def ticked(self, field: str) -> bool:
        """Whether a field is ticked."""
        return self.form.get(field) in (True, "true", "yes", "on", 1, "是")

    def ids(self, field: str) -> list[str]:
        """The row_ids a pick chose; none for a field left empty."""
        value = self.form.get(field)
        several = value if isinstance(value, list) else [value]
        named = [one.get("row_id") if isinstance(one, dict) else one for one in several]
        return [str(one) for one in named if one not in (None, "")]

    def numbers(self, field: str) -> list[str]:
        """The id numbers of whoever is typed in a field, in one row or several."""
        value = self.form.get(field)
        several = value if isinstance(value, list) else [value]
        return [str(one["id_number"]) for one in several if isinstance(one, dict) and one.get("id_number")]

    def place(self, *fields: str) -> str:
        """Where something is put right: the first of these fields that the application has or may be asked for again."""
        there = {one["id"] for one in self.body.get("mendable") or []} | self.form.keys()
        return next((one for one in fields if one in there), fields[0])

    def picked(self, field: str, register: str) -> Row | None:
        """The one row this field chose, or None."""
        return next((row for one in self.ids(field) if (row := self.store.get(register, one))), None)

    def chose(self, field: str, options: Mapping[str, tuple[str, ...]], asked_before: bool = False) -> str | None:
        """Which option: {option: the words that mean it}; an option means itself. `asked_before`: it may be an answer, no field."""
        said = self.text(field) or (self.answer(field) if asked_before else "")
        return next((name for name, words in options.items() if said and (said == name or said in words)), None)

    def agreed(self, person: str | None) -> bool:
        """Did this person say yes? The platform lists those who did in `participants`; where it has no such list, it asks nobody."""
        consents = self.body.get("participants", self.body.get("consents"))
        return consents is None or person == self.person or any(one.get("id_number") == person for one in consents)

    def unknown(self) -> bool:
        """Is a point left that no machine could decide? Then a person looks at the case."""
        return any(
            point.get("verdict") == "unknown"
            for point in [*self.body.get("points", []), *self.body.get("facts", [])]
            if isinstance(point, dict)
        )

    def name(self, person: str) -> str:
        """What somebody is called, by the register."""
        row = self.store.get("gat.hukou", person)
        return str(row["姓名"]) if row else str(self.body["applicant"].get("name", ""))


def age(person: str, today: date) -> int:
    """In whole years, from an id number."""
    born = (int(person[6:10]), int(person[10:12]), int(person[12:14]))
    return today.year - born[0] - ((today.month, today.day) < born[1:])


def digits(key: str, count: int) -> str:
    """As many digits, always the same for this key."""
    return str(int(hashlib.sha256(key.encode()).hexdigest(), 16))[-count:]
