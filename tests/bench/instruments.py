# SPDX-License-Identifier: GPL-3.0-or-later
"""What measures a lab without disturbing it: who has which address, who answers for the VIP, what a client sees."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from tandemlab.errors import LabError
from tandemlab.layout import NODES, VIP
from tandemlab.prober import Prober

ASKING = "10.77.0.128"     # and the 63 addresses after it: nobody's
SECONDS_TO_END = 5
# Below the engines (50), above all else: an instrument that is late measures itself.
REAL_TIME = ["chrt", "--fifo", "10"]


def mac_of(lab, node):
    done = subprocess.run(lab.enter(node) + ["ip", "-json", "link", "show", "eth0"], capture_output=True, text=True,
                          check=True)
    return json.loads(done.stdout)[0]["address"]


class Instrument:
    """A program that reads marks on its standard input, one a line, or none, and ends with it."""

    def __init__(self, words):
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        start_new_session=True)

    def stop(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)  # nsenter and what it started
            self.process.wait()
        self.process.stdout.close()


class Wire(Instrument):
    """tandem-wire on the lab's first bridge."""

    def __init__(self, lab, program, prefix):
        super().__init__(lab.enter_bridge() + prefix
                         + [program, "br0", VIP, ASKING] + [node.address for node in NODES])

    def mark(self, name):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(name + "\n")
            self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise LabError(f"tandem-wire ended (exit {self.process.wait()})")
        return json.loads(line)


class AddressWatch:
    """The addresses of all nodes as their kernels tell them, without asking again and again."""

    def __init__(self, lab, prefix):
        self._changed = threading.Condition()
        self._have = {node.name: set() for node in NODES}
        self._history = []                       # (time_ns, node, "add" or "del", address)
        self._synced = set()
        self._instruments = []
        for node in NODES:
            words = lab.enter(node.name) + prefix + [sys.executable, "-I",
                                                     str(Path(__file__).with_name("addresswatch.py"))]
            instrument = Instrument(words)
            thread = threading.Thread(target=self._read, args=(node.name, instrument.process.stdout), daemon=True)
            thread.start()
            self._instruments.append((instrument, thread))
        if not self._wait(lambda: len(self._synced) == len(NODES), SECONDS_TO_END):
            raise LabError("the addresses of the nodes cannot be watched")

    def _read(self, node, lines):
        with contextlib.suppress(ValueError):     # closed while we read: stopped
            for line in lines:
                time_ns, what, address = line.split()
                with self._changed:
                    if what == "sync":
                        self._synced.add(node)
                    elif what == "add":
                        self._have[node].add(address)
                    else:
                        self._have[node].discard(address)
                    if what != "sync" and node in self._synced:
                        self._history.append((int(time_ns), node, what, address))
                    self._changed.notify_all()

    def _wait(self, condition, seconds):
        with self._changed:
            return self._changed.wait_for(condition, seconds)

    def holders(self, vip=VIP):
        with self._changed:
            return [name for name, have in self._have.items() if vip in have]

    def wait_for_taker(self, name, seconds, vips=(VIP,)):
        """True once the node has all of the VIPs, whoever else has them."""
        wanted = set(vips)
        return self._wait(lambda: wanted <= self._have[name], seconds)

    def wait_for_owner(self, name, seconds, vips=(VIP,)):
        """True once the node has all of the VIPs, and nobody else has one."""
        wanted = set(vips)
        return self._wait(lambda: wanted <= self._have[name] and not any(
            wanted & have for other, have in self._have.items() if other != name), seconds)

    def since(self, begin_ns):
        with self._changed:
            return [entry for entry in self._history if entry[0] >= begin_ns]

    def stop(self):
        for instrument, thread in self._instruments:
            instrument.stop()
            thread.join(1)


class Instruments:
    """All three, for one lab."""

    def __init__(self, lab, plan):
        prefix = REAL_TIME if plan.real_time else []
        self.macs = {node.name: mac_of(lab, node.name) for node in NODES}
        with contextlib.ExitStack() as started:
            self.addresses = AddressWatch(lab, prefix)
            started.callback(self.addresses.stop)
            self.wire = Wire(lab, plan.program("tandem-wire"), prefix)
            started.callback(self.wire.stop)
            self.prober = Prober(lab, plan.program("tandem-prober"), prefix)
            started.callback(self.prober.stop)
            self._started = started.pop_all()

    def mark(self, name):
        """(what the client saw, what the wire told) since the last mark."""
        return self.prober.mark(name), self.wire.mark(name)

    def stop(self):
        self._started.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
