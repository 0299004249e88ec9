"""Runs in the product's environment: hires operators and people of the finance office.

python -m tests.storm.staff COUNT     # prints {login: secret of the one-time codes}; op00 … ask, fi00 … decide
"""

from __future__ import annotations

import json
import sys

from app.kernel import db
from app.staff import service

PASSWORD = "correct horse battery 7"


def main() -> None:
    from wsgi import create_app

    create_app()
    hired = {}
    for number in range(int(sys.argv[1])):
        for prefix, role in (("op", "operator"), ("fi", "finance")):
            login = f"{prefix}{number:02d}x"
            hired[login] = db.in_transaction(service.add, login, f"{login}某", "广州市财政局", role, PASSWORD)
    print(json.dumps(hired))


if __name__ == "__main__":
    main()
