# SPDX-License-Identifier: GPL-3.0-or-later
"""What Tandem itself says of the lab: tandemctl, run in the client's namespace with the client's identity."""

import json
import subprocess

from .errors import LabError
from .layout import CLIENT

SECONDS_TO_ANSWER = 15


class Control:
    def __init__(self, lab, build):
        self._lab = lab
        self._program = f"{build}/bin/tandemctl"

    def _ask(self, *words):
        """(document or None, exit code, what it complained)"""
        place = ["--cluster", str(self._lab.layout.cluster), "--identity", str(self._lab.layout.identity), "--json"]
        try:
            done = subprocess.run(self._lab.enter(CLIENT) + [self._program, *words, *place], capture_output=True,
                                  text=True, timeout=SECONDS_TO_ANSWER, check=False)
        except subprocess.TimeoutExpired:
            return None, None, f"no answer within {SECONDS_TO_ANSWER} s"
        try:
            return json.loads(done.stdout), done.returncode, done.stderr.strip()
        except ValueError:
            return None, done.returncode, done.stderr.strip() or "no JSON"

    def status(self):
        """The contract's status document, or None. An alarm (exit 1) is an answer too."""
        return self._ask("status")[0]

    def order(self, *words):
        """switchover, maintenance: done, or why not."""
        _, code, complaint = self._ask(*words)
        if code != 0:
            raise LabError(f"tandemctl {' '.join(words)}: {complaint} (exit {code})")

    def states(self):
        """{node: state of VI_1}; empty while nobody answers."""
        status = self.status()
        instances = (status or {}).get("instances") or [{}]
        return instances[0].get("states", {})

    def events(self, begin_ns, end_ns):
        """Events of all nodes in that time, oldest first."""
        document, code, complaint = self._ask("events")
        if document is None:
            raise LabError(f"tandemctl events: {complaint} (exit {code})")
        return [event for event in document["events"] if begin_ns <= event["time_ns"] <= end_ns]
