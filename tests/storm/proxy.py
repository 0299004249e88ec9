"""A TCP proxy that breaks connections on command, by its own dice.

    python -m tests.storm.proxy --to PORT --seed N     # prints the port it listens on, reads one JSON object a line:

    {"delay": s}          each piece arrives that much later
    {"rate": n}           at most n bytes a second
    {"black_hole": true}  nothing arrives, nobody is told
    {"cut_after": n}      each connection ends after n bytes of answer
    {"cut_commit": share} this share of COMMITs never gets its answer; half of them never reached the server either
    {"reset": true}       every open connection ends now, with RST
    {}                    all well again

Each line replaces the one before. `{"count": true}` changes nothing. Every line is answered with a line of counts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import socket
import struct
import sys
from typing import Any

COMMITS = (b"\x03COMMIT", b";\nCOMMIT;\nEND")  # COM_QUERY, alone or behind the writes it keeps (app/kernel/driver.py)
PIECE = 65536


class Proxy:
    """All connections of one port."""

    def __init__(self, to: int, seed: int) -> None:
        self.to, self.dice, self.rule = to, random.Random(seed), {}
        self.counts = {"connections": 0, "commits": 0, "commits_cut": 0, "commits_dropped": 0, "resets": 0, "cuts": 0}
        self.open: set[asyncio.StreamWriter] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, both ways, until either side ends."""
        self.counts["connections"] += 1
        try:
            there_reader, there = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            writer.close()
            return
        both = (writer, there)
        self.open.update(both)
        state = {"cut": False, "sent": 0}
        tasks = [
            asyncio.create_task(self._to_server(reader, there, state)),
            asyncio.create_task(self._to_client(there_reader, writer, state)),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for one in both:
                self.open.discard(one)
                one.close()

    async def _to_server(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, state: dict[str, Any]) -> None:
        while data := await reader.read(PIECE):
            if any(one in data for one in COMMITS):
                self.counts["commits"] += 1
                if self.dice.random() < self.rule.get("cut_commit", 0):
                    self.counts["commits_cut"] += 1
                    state["cut"] = True
                    if self.dice.random() < 0.5:
                        self.counts["commits_dropped"] += 1
                        return
            await self._pass(data, writer)

    async def _to_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, state: dict[str, Any]) -> None:
        while data := await reader.read(PIECE):
            if state["cut"]:
                return
            most = self.rule.get("cut_after")
            state["sent"] += len(data)
            if most and state["sent"] > most:
                self.counts["cuts"] += 1
                writer.write(data[: max(0, most - (state["sent"] - len(data)))])
                return
            await self._pass(data, writer)

    async def _pass(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        while self.rule.get("black_hole"):
            await asyncio.sleep(0.02)
        if delay := self.rule.get("delay"):
            await asyncio.sleep(delay)
        if rate := self.rule.get("rate"):
            await asyncio.sleep(len(data) / rate)
        writer.write(data)
        await writer.drain()

    def obey(self, line: str) -> dict[str, int]:
        """One command; returns the counts."""
        given = json.loads(line)
        if given.pop("reset", False):
            for one in list(self.open):
                wire = one.get_extra_info("socket")
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.transport.abort()
            self.counts["resets"] += 1
        if not given.pop("count", False):
            self.rule = given
        return self.counts


async def main() -> None:
    """Serve until stdin ends."""
    options = argparse.ArgumentParser(prog="python -m tests.storm.proxy")
    options.add_argument("--to", type=int, required=True)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    proxy = Proxy(chosen.to, chosen.seed)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(proxy.obey(line)), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
