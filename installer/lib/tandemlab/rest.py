# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks a MaxScale for its mode, quickly. Also a program: it asks again and again, and prints a line each time.

    python3 rest.py <<< "USER:PASSWORD"      prints "BEGIN_NS END_NS active|passive|down|odd"
"""

import base64
import re
import socket
import sys
import time

ADDRESS = ("127.0.0.1", 8989)
PERIOD = 0.02
TIMEOUT = 1.0
PASSIVE = re.compile(rb'"passive":\s*(true|false)')


def request(credentials):
    token = base64.b64encode(credentials.encode()).decode()
    return (f"GET /v1/maxscale?pretty=false HTTP/1.1\r\nHost: {ADDRESS[0]}\r\n"
            f"Authorization: Basic {token}\r\n\r\n").encode()


def ask(message):
    """"active", "passive", "down" (nobody answers) or "odd" (something else does)."""
    answer = b""
    try:
        with socket.create_connection(ADDRESS, TIMEOUT) as connection:
            connection.sendall(message)
            while piece := connection.recv(65536):
                answer += piece
    except OSError:
        return "down"
    found = PASSIVE.search(answer)
    if not found or not answer.startswith(b"HTTP/1.1 200"):
        return "odd"
    return "passive" if found.group(1) == b"true" else "active"


def main():
    message = request(sys.stdin.readline().strip())
    due = time.monotonic()
    while True:
        begin = time.time_ns()
        mode = ask(message)
        try:
            print(begin, time.time_ns(), mode, flush=True)
        except BrokenPipeError:
            return
        due = max(due + PERIOD, time.monotonic() - PERIOD)
        time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    main()
