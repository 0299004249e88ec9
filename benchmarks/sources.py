"""`python -m benchmarks.sources PORT UPSTREAM`: the departments' data sources, answering at once what the sandbox answered once.

What is measured is the product, and the sandbox (one Python process, a journal line for each call) would be most of it: asked by 32
at a time on the same two cores it lets single questions wait for seconds. Here each question goes to the sandbox the first time;
asked again about the same person it is answered from memory, over the same wire. Signatures are the sandbox's to check, once.
"""

from __future__ import annotations

import asyncio
import http.client
import sys
from urllib.parse import urlsplit

import orjson

known: dict[bytes, asyncio.Task[bytes]] = {}


def fetch(upstream: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    """The sandbox's answer as it goes over the wire."""
    line = http.client.HTTPConnection(urlsplit(upstream).netloc, timeout=10)
    line.request("POST", path, body, headers)
    reply = line.getresponse()
    content = reply.read()
    line.close()
    kind = reply.getheader("Content-Type") or "application/json"
    head = f"HTTP/1.1 {reply.status} {reply.reason}\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


async def serve(upstream: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One kept connection, one question after another."""
    while True:
        try:
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        except asyncio.IncompleteReadError:
            writer.close()
            return
        headers = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        body = await reader.readexactly(int(next(value for name, value in headers.items() if name.lower() == "content-length")))
        path = first.split(" ")[1]
        asked = {name: value for name, value in orjson.loads(body).items() if name not in ("case_no", "purpose")}
        key = path.encode() + orjson.dumps(asked)
        if key not in known:
            known[key] = asyncio.create_task(asyncio.to_thread(fetch, upstream, path, headers, body))
        writer.write(await known[key])


async def main() -> None:
    """Listen until somebody says stop."""
    upstream = sys.argv[2]
    server = await asyncio.start_server(lambda reader, writer: serve(upstream, reader, writer), "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
