"""Words that stand nowhere else, put through a door each, and looked for in every column and file afterwards.

birds = Canaries()
department.send(no, "pre_check", unit=birds.say("department: unit"))
assert birds.in_tables() == {}          # {"case_action.unit": ["department: unit"], …}
"""

from __future__ import annotations

import base64
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import orjson
from sqlalchemy import create_engine, text

from app.kernel import db


class Canaries:
    """What was said, by the door it was said through."""

    def __init__(self) -> None:
        self.doors: dict[str, str] = {}

    def say(self, door: str, most: int = 40) -> str:
        """A short text of Chinese and Latin letters."""
        return self._keep(door, f"雀鸟{secrets.token_hex(5)}"[:most])

    def code(self, door: str) -> str:
        """Latin letters and digits, for what must be a number of some kind."""
        return self._keep(door, f"Q{secrets.token_hex(6)}")

    def phone(self, door: str) -> str:
        """A mobile number."""
        return self._keep(door, f"139{secrets.randbelow(10**8):08d}")

    def keep(self, door: str, value: str) -> str:
        """A value of its own kind (an id number, a token)."""
        return self._keep(door, value)

    def _keep(self, door: str, value: str) -> str:
        self.doors[value] = door
        return value

    def in_tables(self) -> dict[str, list[str]]:
        """table.column → the doors whose words stand there in plain, in any form."""
        found: dict[str, set[str]] = {}
        for column, cell in cells():
            for door in self._in(cell):
                found.setdefault(column, set()).add(door)
        return {column: sorted(doors) for column, doors in found.items()}

    def in_files(self, folder: Path) -> dict[str, list[str]]:
        """file → doors: the database's own files, redo and binary log included."""
        found = {}
        for file in (one for one in folder.rglob("*") if one.is_file()):
            doors = self._in(read(file))
            if doors:
                found[file.name] = sorted(doors)
        return found

    def _in(self, raw: bytes) -> set[str]:
        return {door for value, door in self.doors.items() if any(form in raw for form in forms(value))}


def read(file: Path) -> bytes:
    """A file's bytes, read by another process: SQLite's locks are the process's own, and whoever opens and closes its file there
    lets go of all of them. The next process that leaves believes it was the last, and takes the log away from under the others."""
    return subprocess.run(["cat", str(file)], capture_output=True, check=True).stdout


def forms(value: str) -> list[bytes]:
    """A value as it may be found lying about."""
    raw = value.encode()
    middles = [base64.b64encode(b"x" * shift + raw)[4 * bool(shift) :].rstrip(b"=")[:-2] for shift in range(3)]
    escaped = [quote(value).encode(), orjson.dumps(value)[1:-1], ascii(value)[1:-1].encode()]
    return [raw, raw.hex().encode(), value.encode("gbk"), *middles, *escaped]


def cells() -> Iterator[tuple[str, bytes]]:
    """Every cell of every table, as the database holds it."""
    with db.reading() as tx:
        for name, table in db.metadata.tables.items():
            names = [f"{name}.{column.name}" for column in table.columns]
            quoted = ", ".join(tx.dialect.identifier_preparer.quote(column.name) for column in table.columns)
            for row in tx.execute(text(f"SELECT {quoted} FROM {tx.dialect.identifier_preparer.quote(name)}")):
                for column, cell in zip(names, row, strict=True):
                    if cell is not None:
                        yield column, bytes(cell) if isinstance(cell, bytes | bytearray) else str(cell).encode()


def server_folder() -> Path | None:
    """Where the MariaDB under test keeps its files, when it runs here and we may read them."""
    if db.engine().dialect.name == "sqlite":
        return None
    with create_engine(db.engine().url).connect() as tx:
        folder = Path(str(tx.execute(text("SELECT @@datadir")).scalar_one()))
    try:
        return folder if folder.is_dir() and any(folder.iterdir()) else None
    except PermissionError:
        return None
