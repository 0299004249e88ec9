"""People who only read: home, an item, a search, two at a time, until standard input ends; then how long they waited.

python -m tests.storm.onlookers http://127.0.0.1:8080     # prints {"reads", "failed", "p99"}
"""

from __future__ import annotations

import json
import sys
import threading
import time

import requests

PATHS = ("/api/home?city=440100", "/api/items/passport-renew?city=440100", "/api/search?q=护照&city=440100")
PEOPLE, PAUSE_S = 2, 0.04


def main() -> None:
    url, over = sys.argv[1], threading.Event()
    took: list[float] = []
    failed: list[int] = []

    def read() -> None:
        session = requests.Session()
        session.trust_env = False
        while not over.is_set():
            for path in PATHS:
                began = time.monotonic()
                status = session.get(url + path, timeout=30).status_code
                took.append(time.monotonic() - began)
                if status != 200:
                    failed.append(status)
                over.wait(PAUSE_S)

    people = [threading.Thread(target=read) for _ in range(PEOPLE)]
    [one.start() for one in people]
    sys.stdin.read()
    over.set()
    [one.join(30) for one in people]
    took.sort()
    print(json.dumps({"reads": len(took), "failed": len(failed), "p99": took[int(len(took) * 0.99) - 1]}))


if __name__ == "__main__":
    main()
