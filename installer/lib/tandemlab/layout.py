# SPDX-License-Identifier: GPL-3.0-or-later
"""Where everything of a lab lies, and who is in it. Nothing here touches the system but default_dir()."""

import os
from dataclasses import dataclass
from pathlib import Path

from .errors import LabError, USAGE

VIP = "10.77.0.100"
PREFIX = 24
REST_PORT = 8989
LISTENER_PORT = 4006
AGENT_PORT = 8732
INSTANCES_AN_INTERFACE = 250
REPOSITORY = Path(__file__).resolve().parents[3]

# sockaddr_un holds 108 octets with the zero at its end.
LONGEST_SOCKET_PATH = 107


@dataclass(frozen=True)
class Node:
    name: str
    address: str
    priority: int
    version_string: str


NODES = (
    Node("maxscale1", "10.77.0.1", 150, "PrimaryMaxScale"),
    Node("maxscale2", "10.77.0.2", 100, "BackupMaxScale"),
)
CLIENT = "client"
CLIENT_ADDRESS = "10.77.0.9"
ADDRESSES = {**{node.name: node.address for node in NODES}, CLIENT: CLIENT_ADDRESS}


def second_address(address):
    """Of the same host on eth1, where there is one."""
    return address.replace("10.77.", "10.78.", 1)


def instances(count):
    """(name, interface, router id, VIP) of so many instances; the first has the lab's VIP, in the nodes' network."""
    rows = [("VI_1", "eth0", 51, f"{VIP}/{PREFIX}")]
    for number in range(2, count + 1):
        which, rest = divmod(number - 1, INSTANCES_AN_INTERFACE)
        router_id = 1 if rest == 50 and which == 0 else rest + 1  # 51 is the first one's
        rows.append((f"VI_{number}", f"eth{which}", router_id, f"10.{77 + which}.1.{router_id}/32"))
    return rows


def node_named(name):
    for node in NODES:
        if node.name == name:
            return node
    names = ", ".join(node.name for node in NODES)
    raise LabError(f"there is no node \"{name}\"; they are {names}", USAGE)


def default_dir():
    """The user's runtime directory, or one of his own in /tmp where there is none."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and os.access(runtime, os.W_OK):
        return Path(runtime) / "tandem-lab"
    return Path(f"/tmp/tandem-lab-{os.getuid()}")


class Layout:
    def __init__(self, directory):
        self.dir = Path(directory).absolute()
        self.marker = self.dir / ".tandem-lab"
        self.state = self.dir / "lab.json"
        self.cluster = self.dir / "cluster.toml"
        self.secrets = self.dir / "secrets"
        self.identity = self.dir / CLIENT / "identity"
        self.namespaces = self.dir / "ns"

    def check_socket_paths(self):
        longest = max(len(os.fsencode(self.run_dir(node.name) / "engine.sock")) for node in NODES)
        if longest > LONGEST_SOCKET_PATH:
            raise LabError(
                f"{self.dir} is {longest - LONGEST_SOCKET_PATH} characters too long for the sockets in it; "
                "choose a shorter one with --dir", USAGE)

    def node(self, name):
        return self.dir / name

    def cluster_of(self, name):
        """The host's own: another file may be rolled out to it. The lab's, until then."""
        return self.dir / name / "cluster.toml"

    def run_dir(self, name):
        return self.dir / name / "run"

    def state_dir(self, name):
        return self.dir / name / "state"

    def maxscale(self, name):
        return self.dir / name / "maxscale"

    def stand_in(self, name):
        """The socket that changes what the stand-in for MaxScale does; a real one has none."""
        return self.dir / name / "standin.sock"

    def log(self, name, role):
        return self.dir / name / f"{role}.log"

    def pidfile(self, name, role):
        return self.dir / name / f"{role}.pid"

    def namespace(self, name):
        return self.namespaces / name
