# SPDX-License-Identifier: GPL-3.0-or-later
"""A real MaxScale in the stand-in's place: its configuration, its command line, and its REST user that only reads.

Also a program, which makes that user: python3 maxscale.py NAME <<< "ADMIN:PASSWORD\nPASSWORD OF NAME"
"""

import base64
import http.client
import json
import os
import shlex
import shutil
import sys
import time

ADDRESS = ("127.0.0.1", 8989)
DATABASE_PORTS = (3001, 3002)
DATABASE_USER = ("maxmon", "maxmon")  # a throw-away, as everything in a lab
SECONDS_TO_ANSWER = 10
TIMEOUT = 5
DIRECTORIES = ("log", "cache", "data", "pid")

# An own `passive` comes from the file, not from --passive: a mode that was saved since then wins at the next start.
MAXSCALE = """# Written by installer/lab.
[maxscale]
threads=1
admin_host={rest[0]}
admin_port={rest[1]}
admin_secure_gui=false
passive=true

{servers}
[Monitor1]
type=monitor
module=mariadbmon
servers={names}
user={user}
password={password}
monitor_interval=1000ms
auto_failover=true
auto_rejoin=true

[RWS]
type=service
router=readwritesplit
servers={names}
user={user}
password={password}
version_string={version_string}

[RWS-Listener]
type=listener
service=RWS
protocol=MariaDBClient
address=0.0.0.0
port={listener}
"""

SERVER = """[{name}]
type=server
address={address}
port={port}
"""


def program_of(command):
    """The words of --maxscale with the program's whole path; None where it is not to be found."""
    try:
        words = shlex.split(command)
    except ValueError:  # a quotation mark without its other half
        return None
    found = shutil.which(words[0]) if words else None
    return [os.path.abspath(found), *words[1:]] if found else None


def with_whole_path(command):
    """So that `start` finds the same program from anywhere; as it is where there is none, which Plan.check() tells."""
    words = program_of(command)
    return shlex.join(words) if words else command


def text(version_string, database, listener):
    """maxscale.cnf, with servers on the host `database`."""
    names = [f"server{number}" for number in range(1, len(DATABASE_PORTS) + 1)]
    servers = [SERVER.format(name=name, address=database, port=port) for name, port in zip(names, DATABASE_PORTS)]
    return MAXSCALE.format(rest=ADDRESS, servers="\n".join(servers), names=",".join(names), user=DATABASE_USER[0],
                           password=DATABASE_USER[1], version_string=version_string, listener=listener)


def write_all(directory, version_string, database, listener):
    """All of one node's MaxScale; nothing of it lies outside of `directory`."""
    for name in DIRECTORIES:
        (directory / name).mkdir(mode=0o700, parents=True)
    (directory / "data" / "maxscale.cnf.d").mkdir(mode=0o700)
    descriptor = os.open(directory / "maxscale.cnf", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text(version_string, database, listener))


def command(words, directory):
    """MaxScale refuses root unless it is named. In the lab root has no capabilities, see roles.NO_RIGHTS."""
    return words + ["--nodaemon", "--user=root", "--log=stdout", f"--config={directory}/maxscale.cnf",
                    *(f"--{name}dir={directory}/{name}" for name in DIRECTORIES),
                    f"--persistdir={directory}/data/maxscale.cnf.d"]


# What runs beside MaxScale, where its REST port is


def ask(method, path, who, body=None):
    """The status of an answer; None where nobody answers."""
    connection = http.client.HTTPConnection(*ADDRESS, timeout=TIMEOUT)
    token = base64.b64encode(who.encode()).decode()
    try:
        connection.request(method, path, body, {"Authorization": f"Basic {token}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def make_reader(admin, name, password):
    """What is wrong, or nothing. One that is there already stays."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while (status := ask("GET", "/v1/maxscale", admin)) is None:
        if time.monotonic() >= deadline:
            return f"REST on {ADDRESS[0]}:{ADDRESS[1]} does not answer"
        time.sleep(0.05)
    if status != 200:
        return f"REST answers {admin.partition(':')[0]} with {status}"
    if ask("GET", "/v1/maxscale", f"{name}:{password}") == 200:
        return ""
    user = {"data": {"id": name, "type": "inet", "attributes": {"password": password, "account": "basic"}}}
    status = ask("POST", "/v1/users/inet", admin, json.dumps(user))
    return "" if status == 204 else f"REST answers {status} to a new user \"{name}\""


def main():
    admin, password = sys.stdin.read().splitlines()
    wrong = make_reader(admin, sys.argv[1], password)
    print(wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
