"""A small load: keep-alive connections asking for one page, timed. In its own process. Standard library only.

python tools/load.py http://127.0.0.1:8000/page CONNECTIONS SECONDS [COOKIE]   prints one JSON object
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit


async def ask(host: str, port: int, request: bytes, until: float, spent: list[float]) -> int:
    """Ask again and again on one connection; return how many answers were not 200."""
    reader, writer = await asyncio.open_connection(host, port)
    failed = 0
    while (started := time.perf_counter()) < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
        )
        await reader.readexactly(length)
        spent.append(time.perf_counter() - started)
        failed += not head.startswith(b"HTTP/1.1 200")
    writer.close()
    return failed


async def load(address: str, connections: int, seconds: float, cookie: str) -> dict[str, float]:
    parts = urlsplit(address)
    lines = [
        f"GET {parts.path or '/'} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Accept: text/html",
        "Accept-Encoding: gzip, deflate, br, zstd",
    ]
    request = "\r\n".join([*lines, *([f"Cookie: {cookie}"] if cookie else []), "", ""]).encode()
    spent: list[float] = []
    started = time.perf_counter()
    until = started + seconds
    asked = [ask(str(parts.hostname), parts.port or 80, request, until, spent) for _ in range(connections)]
    failed = sum(await asyncio.gather(*asked))
    spent.sort()
    return {
        "requests": len(spent),
        "failed": failed,
        "per_second": len(spent) / (time.perf_counter() - started),
        "p50": spent[len(spent) // 2] * 1000,
        "p95": spent[int(len(spent) * 0.95)] * 1000,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(load(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), "".join(sys.argv[4:5])))))
