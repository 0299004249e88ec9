"""Rows for somebody in a house that runs, by the house's own services in a process beside it: what years of use leave behind.

python -m tests.e2e.seeding database folder person count
"""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from deploy.running import ROOT, House

UNIT, WHY = "广州市财政局", "核对缴费"


def seed(house: House, account: str, count: int) -> None:
    """So many messages and looks, several in each second, for whoever is known by this account."""
    command = [sys.executable, "-m", "tests.e2e.seeding", house.environment["DATABASE_URL"], str(house.folder), account, str(count)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)


def main(database: str, folder: str, account: str, count: str) -> None:
    from app.identity import queries
    from app.kernel import audit, clock, crypto, db
    from app.notices import service as notices

    db.connect(database)
    crypto.use(crypto.Keyring.load(Path(folder) / "keyring.json"))
    with db.reading() as tx:
        person = str(queries.get_account(tx, account).person_id)
    now = clock.now()
    for number in range(int(count)):
        with clock.held_at(now - timedelta(seconds=number // 7)):
            db.in_transaction(notices.tell, person, f"第 {number + 1} 条", "以前的事", "grey", "/pages/seen/index")
            db.in_transaction(audit.note_read, person, UNIT, ["缴费和退费记录"], WHY, f"2644010{number:08d}")


if __name__ == "__main__":
    main(*sys.argv[1:])
