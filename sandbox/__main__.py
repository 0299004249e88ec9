"""`python -m sandbox`: WeChat, WeChat Pay, departments and data sources on one port of this machine."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import threading
import time

from werkzeug.serving import make_server

from sandbox import accounts
from sandbox.control import listing
from sandbox.identity import Identity, write_private
from sandbox.server import create_app
from sandbox.wire import Wire
from sandbox.world import World

SAVED_EVERY = 5


def keep(world: World, path: str) -> None:
    """Write the state every few seconds, so that a killed sandbox loses little."""
    while True:
        time.sleep(SAVED_EVERY)
        world.save(path)


def main() -> None:
    """Listen until somebody says stop."""
    options = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    options.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    options.add_argument("--port", type=int, default=8091, help="port; 0 takes a free one (8091)")
    options.add_argument("--base", default="", help="how callers reach it (http://HOST:PORT)")
    options.add_argument("--credentials", default="", help="write what a product must know to this file")
    options.add_argument("--callback", default="", help="where WeChat pushes its events to")
    options.add_argument("--state", default="", help="keep the state in this file from one start to the next")
    options.add_argument("--calls", action="store_true", help="print every call of the control API with an example, and stop")
    chosen = options.parse_args()
    if chosen.calls:
        print(listing.page(create_app(World())))
        return
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")

    keys = f"{chosen.credentials}.keys" if chosen.credentials else (f"{chosen.state}.keys" if chosen.state else None)
    world = World(Identity(keys), callback=chosen.callback)
    if chosen.state:
        world.load(chosen.state)
        threading.Thread(target=keep, args=(world, chosen.state), daemon=True).start()
    server = make_server(chosen.host, chosen.port, create_app(world), threaded=True, request_handler=Wire)
    world.base, world.fronted = chosen.base.rstrip("/") or f"http://{chosen.host}:{server.port}", bool(chosen.base)
    if chosen.credentials:
        write_private(chosen.credentials, json.dumps(accounts.credentials(world), ensure_ascii=False, indent=1))
    world.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"sandbox listening on {world.base}", flush=True)
    server.serve_forever()
    world.scheduler.stop()
    if chosen.state:
        world.save(chosen.state)
    sys.stdout.flush()
    os._exit(0)  # a caller's kept connection must not hold the process


if __name__ == "__main__":
    main()
