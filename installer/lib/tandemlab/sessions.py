# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients with sessions: each logs in at ADDRESS:PORT, sends a query now and then, leaves, comes back.

    python3 sessions.py ADDRESS PORT COUNT

For the stand-in only, which takes any login. Ends with SIGTERM, or when its standard input ends.
"""

import asyncio
import random
import sys

LOGIN = b"\x01\x00\x00\x01\x00"          # the stand-in reads no further than the frame
QUERY = b"\x09\x00\x00\x00\x03SELECT 1"
SECONDS_BETWEEN_QUERIES = (0.05, 0.4)
QUERIES_IN_A_SESSION = (20, 400)
SECONDS_AWAY = (0.1, 3.0)
TIMEOUT = 2.0


async def packet(reader):
    header = await asyncio.wait_for(reader.readexactly(4), TIMEOUT)
    return await asyncio.wait_for(reader.readexactly(int.from_bytes(header[:3], "little")), TIMEOUT)


async def session(address, port):
    reader, writer = await asyncio.wait_for(asyncio.open_connection(address, port), TIMEOUT)
    try:
        await packet(reader)
        writer.write(LOGIN)
        await packet(reader)
        for _ in range(random.randint(*QUERIES_IN_A_SESSION)):
            writer.write(QUERY)
            await packet(reader)
            await asyncio.sleep(random.uniform(*SECONDS_BETWEEN_QUERIES))
        writer.write(b"\x01\x00\x00\x00\x01")  # COM_QUIT
        await writer.drain()
    finally:
        writer.close()


async def client(address, port):
    while True:
        try:
            await session(address, port)
        except (OSError, EOFError, asyncio.TimeoutError):
            pass
        await asyncio.sleep(random.uniform(*SECONDS_AWAY))


async def main(address, port, count):
    for _ in range(count):
        asyncio.ensure_future(client(address, port))
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
