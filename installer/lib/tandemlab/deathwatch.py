# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds a connection to MaxScale's REST port and writes into a file what becomes of it: 0 alive, 1 dead.

    python3 deathwatch.py FILE

What a site that wants Keepalived at its fastest would add: the kernel closes the connection when MaxScale dies.
"""

import os
import socket
import sys
import time

ADDRESS = ("127.0.0.1", 8989)
PAUSE = 0.05


def write(path, verdict):
    """As a whole: Keepalived reads when inotify tells it of the file."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    os.pwrite(descriptor, f"{verdict}\n".encode(), 0)
    os.close(descriptor)


def main(path):
    said = None
    while True:
        try:
            with socket.create_connection(ADDRESS, 1.0) as connection:
                if said != 0:
                    write(path, 0)
                    said = 0
                connection.settimeout(None)
                connection.recv(1)  # returns when MaxScale closes it or dies
            continue  # an idle connection may be closed: only one that is refused means death
        except ConnectionRefusedError:
            pass
        except OSError:
            time.sleep(PAUSE)  # it was reset; the next attempt tells
            continue
        if said != 1:
            write(path, 1)
            said = 1
        time.sleep(PAUSE)


if __name__ == "__main__":
    main(sys.argv[1])
