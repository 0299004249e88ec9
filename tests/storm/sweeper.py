"""Runs in the product's environment: the sweep without a pause, every order due at once, as if an hour had passed.

It races the notifications for every order; the failpoints are armed for it too. STORM_ROOT: the code to run.
"""

from __future__ import annotations

import os
import sys
import time

sys.path.insert(0, os.environ.get("STORM_ROOT", "."))

from sqlalchemy import text  # noqa: E402

AGE = (
    text("UPDATE payment_order SET next_check = created_at WHERE state = 'paying' AND prepay_id IS NOT NULL"),
    text("UPDATE payment_refund SET next_check = created_at WHERE state IN ('ready', 'sent')"),
)


def main() -> None:
    """Sweep until killed."""
    from app.kernel import db
    from payment import service
    from payment.refunds import service as refunds
    from wsgi import create_app

    create_app()
    while True:
        try:
            with db.transaction() as tx:
                for statement in AGE:
                    tx.execute(statement)
            service.sweep()
            refunds.sweep()
        except Exception as error:
            print("sweep failed:", type(error).__name__, flush=True)
            time.sleep(0.5)
        time.sleep(0.1)


if __name__ == "__main__":
    main()
