"""Ways to write it wrongly, each a change of text in a copy of the product; the text must still be there, once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.storm import a1_deaths, a3_notices, a4_prepay, a7_bill, a11_relay, promises
from tests.storm.house import ROOT
from tests.storm.storm import Storm

PRODUCT = (
    "app", "edge", "payment", "miniprogram_api", "department_api", "console_api", "scenes", "deploy", "migrations",
    "wsgi.py", "gunicorn.conf.py",
)  # fmt: skip
SERVICE, WEBHOOK = "payment/service.py", "payment/webhooks.py"
RELAY, HAND, PROGRESS = "app/kernel/relay.py", "app/kernel/hand.py", "app/kernel/progress.py"
BOOKED_BY = '    writes.update(tx, order, {"order_no": paid.order_no, "state": state, "subject": ours.subject}, changed, lost)\n'


@dataclass(frozen=True)
class Mutant:
    """`changes`: (file, text, text instead); `scenario` must turn red on it, and `red` stand in what it says: caught for what
    it is, not by chance. `bare`: without the ledger's unique key."""

    name: str
    changes: tuple[tuple[str, str, str], ...]
    scenario: Callable[[Storm], Any]
    red: str
    bare: bool = False


def one_death(place: str) -> Callable[[Storm], Any]:
    return lambda storm: a1_deaths.run(storm, seeds=2, places=(place,))


def hostile(storm: Storm) -> Any:
    """Hostile notices, on unpaid orders."""
    return a3_notices.only_hostile(storm, orders=6, count=10 * 23)


def bill(storm: Storm) -> Any:
    """A bill, on books that are gone afterwards."""
    a7_bill.bill(storm, 1000)
    storm.house.wipe()


MUTANTS = (
    Mutant(
        "no lock and no key",
        ((SERVICE, BOOKED_BY, BOOKED_BY.replace(', "state": state', "")),),
        promises.copies_at_once,
        "two postings of a payment",
        bare=True,
    ),
    Mutant(
        "two transactions",
        (
            (
                SERVICE,
                BOOKED_BY,
                BOOKED_BY + '    writes.flush(tx)\n    tx.exec_driver_sql("COMMIT")\n    tx.exec_driver_sql("BEGIN")\n',
            ),
        ),
        one_death("settle.after_update"),
        "two postings of a payment",
    ),
    Mutant(
        "acknowledged first",
        (
            (
                WEBHOOK,
                '        service.book(told, plain, "notify")\n',
                '        __import__("threading").Thread(target=service.book, args=(told, plain, "notify")).start()\n',
            ),
        ),
        promises.acknowledged_is_booked,
        "acknowledged while the database stood still",
    ),
    Mutant(
        "amount unchecked",
        (("payment/rules.py", "    if paid.amount_fen != ours.amount_fen:\n", "    if paid.amount_fen is None:\n"),),
        hostile,
        "amount a fen less",
    ),
    Mutant(
        "timestamp unchecked",
        (("payment/channels/signing.py", "> WINDOW_S:\n", "> 10**9:\n"),),
        hostile,
        "replayed at 301 s",
    ),
    Mutant(
        "new refund number on every try",
        (
            (
                "payment/channels/refunds.py",
                '"out_refund_no": refund_no,',
                '"out_refund_no": refund_no + __import__("secrets").token_hex(2),',
            ),
            (
                "payment/channels/wechat_pay.py",
                'refund_no=word(plain["out_refund_no"], 64)',
                'refund_no=word(plain["out_refund_no"], 64)[:27]',
            ),
        ),
        a1_deaths.unheard_refunds,
        "I3",
    ),
    Mutant(
        "a lock in Redis instead of the row",
        (
            (
                SERVICE,
                BOOKED_BY,
                '    if not __import__("app.kernel.cache").kernel.cache.cache().add(f"settle:{paid.order_no}", b"1", 60):\n'
                '        return "already"\n' + BOOKED_BY,
            ),
        ),
        promises.acknowledged_is_booked,
        "acknowledged and is not booked",
    ),
    Mutant(
        "no answer is taken for no",
        (
            (
                SERVICE,
                '            log.warning("sweep_failed", order=row.order_no, code=problem.code)\n',
                '            log.warning("sweep_failed", order=row.order_no, code=problem.code)\n'
                "            db.in_transaction(_closed, row.order_no, True)\n",
            ),
        ),
        a4_prepay.paid_while_it_lapsed,
        "closed here what was paid there",
    ),
    Mutant(
        "closed without asking",
        (
            (
                SERVICE,
                '    if check(order_no) == "paid":\n        return "paid"\n    with db.reading() as tx:\n',
                "    return db.in_transaction(_closed, order_no, lapsed)\n    with db.reading() as tx:\n",
            ),
        ),
        a4_prepay.paid_while_it_lapsed,
        "closed here what was paid there",
    ),
    Mutant(
        "floats",
        (
            (
                "payment/bills/reading.py",
                '    return (-1 if sign else 1) * (int(whole) * 100 + int((part or "").ljust(2, "0")))\n',
                "    return int(float(yuan) * 100)\n",
            ),
        ),
        bill,
        "A7: missed",
    ),
    Mutant(
        "a batch marked done before its reactions",
        (
            (PROGRESS, "        raise Overtaken\n    if marked:\n", "        pass\n    if marked:\n"),
            (
                RELAY,
                "            made = db.in_transaction(progress.advance, lanes)\n",
                "            db.in_transaction(progress.finish, [one.id for lane in lanes for one in lane if not one.outside_next], True)\n"
                "            made = db.in_transaction(progress.advance, lanes)\n",
            ),
        ),
        a11_relay.alone,
        "A11: lost moves",
    ),
    Mutant(
        "order per subject broken",
        (
            (
                HAND,
                "due.where(~blocked).order_by(outbox.c.next_at)",
                "due.order_by(outbox.c.next_at.desc(), outbox.c.id.desc())",
            ),
        ),
        a11_relay.quiet,
        "A11: out of order",
    ),
    Mutant(
        "a poisoned event takes its neighbours along",
        (
            (
                RELAY,
                "            return sum(self._alone(lane) for lane in lanes)\n",
                "            return len([self._failed(lane, error) for lane in lanes])\n",
            ),
        ),
        a11_relay.quiet,
        "A11: a poisoned event took",
    ),
)


def copy(folder: Path) -> Path:
    """The product as it is, somewhere else."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in PRODUCT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def apply(mutant: Mutant, folder: Path) -> None:
    """Write the mistake into the copy. Raises RuntimeError when the text to change is not there exactly once."""
    for name, text, instead in mutant.changes:
        file = folder / name
        found = file.read_text("utf-8")
        if found.count(text) != 1:
            raise RuntimeError(f"mutant {mutant.name!r}: its text stands {found.count(text)} times in {name}")
        file.write_text(found.replace(text, instead), "utf-8")
