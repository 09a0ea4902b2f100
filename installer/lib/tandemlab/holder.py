# SPDX-License-Identifier: GPL-3.0-or-later
"""The first process inside a lab's namespaces: it lays the network, and while it lives the lab lives.

Runs as pid 1 of the lab's pid namespace, so its end, however it comes, ends every process of the lab and with them
every namespace, veth and bridge. Until it is told to stay it also ends when `up` does.
"""

import json
import os
import signal
import subprocess
import sys


def run(*words, text=None):
    done = subprocess.run(words, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {(done.stderr or done.stdout).strip()}")


def lay_bridge(name):
    run("ip", "link", "add", name, "type", "bridge", "stp_state", "0", "forward_delay", "0", "mcast_snooping", "0")
    run("ip", "link", "set", name, "up")


def lay_network(plan):
    """A bridge for each interface, and for each host a namespace with eth0 on br0, eth1 on br1."""
    run("ip", "link", "set", "lo", "up")
    for which in range(plan["interfaces"]):
        lay_bridge(f"br{which}")
    for number, host in enumerate(plan["hosts"]):
        namespace = host["namespace"]
        with open(namespace, "x", encoding="ascii"):
            pass
        run("unshare", f"--net={namespace}", "true")
        words = ["link set lo up"]
        for which, address in enumerate(host["addresses"]):
            port = f"port{which * len(plan['hosts']) + number}"
            run("ip", "link", "add", port, "type", "veth", "peer", "name", f"eth{which}", "netns", namespace)
            run("ip", "link", "set", port, "master", f"br{which}", "up")
            words += [f"address add {address} dev eth{which}", f"link set eth{which} up"]
        run("nsenter", f"--net={namespace}", "ip", "-batch", "-", text="\n".join(words))


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def main():
    plan = json.loads(sys.stdin.readline())
    try:
        lay_network(plan)
    except (RuntimeError, OSError) as error:
        print(json.dumps({"error": str(error)}), flush=True)
        return 1
    print(json.dumps({"ready": True}), flush=True)
    if sys.stdin.readline().strip() != "stay":
        return 1
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    waited = {signal.SIGCHLD, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, waited)
    while True:
        reap()
        if signal.sigwait(waited) == signal.SIGTERM:
            return 0


if __name__ == "__main__":
    sys.exit(main())
