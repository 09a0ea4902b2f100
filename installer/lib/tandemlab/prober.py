# SPDX-License-Identifier: GPL-3.0-or-later
"""A client in the lab that tells outages: drives tandem-prober (tests/bench/prober) in the client's namespace."""

import json
import os
import signal
import subprocess

from .errors import LabError
from .layout import CLIENT, LISTENER_PORT, VIP

SECONDS_TO_END = 5


class Prober:
    def __init__(self, lab, program, prefix=()):
        self._process = subprocess.Popen(
            lab.enter(CLIENT) + [*prefix, program, f"{VIP}:{LISTENER_PORT}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, start_new_session=True)

    def mark(self, name):
        """Ends a section; what the client saw in it, as tests/bench/prober/report.h has it."""
        try:
            self._process.stdin.write(name + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass
        line = self._process.stdout.readline()
        if not line:
            raise LabError(f"the prober ended (exit {self._process.wait()})")
        return json.loads(line)

    def stop(self):
        self._process.stdin.close()
        try:
            self._process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)  # nsenter and what it started
            self._process.wait()
        self._process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def outages_ms(section):
    """Lengths of all outages that ended."""
    return [(outage["end_ns"] - outage["begin_ns"]) / 1e6 for outage in section["outages"] if outage["end_ns"]]


def is_over(section):
    return all(outage["end_ns"] for outage in section["outages"])
