# SPDX-License-Identifier: GPL-3.0-or-later
"""MaxScale on the VIP's owner is killed: how long does a client see nobody? Tandem and Keepalived, side by side.

Each subject has a lab of its own and plays its runs there; both go on at the same time, so that they have the same
machine. A run in which the prober itself was late by more than 50 ms says nothing and is played again.
"""

import random
import threading
import time

from stats import case
from tandemlab import proc
from tandemlab.errors import LabError
from tandemlab.lab import Lab
from tandemlab.layout import NODES
from tandemlab.prober import Prober, is_over, outages_ms

CASE = "maxscale killed"
GOAL_MS = 700
ENGINE_GOAL_MB = 4
AGENT_GOAL_MB = 25
PRIMARY, BACKUP = (node.name for node in NODES)
SECONDS_FOR_A_MOVE = 30
SECONDS_OF_CALM = 0.5
LONGEST_CHECK_SECONDS = 2.0    # the kill falls anywhere between two checks
DISTURBED_MS = 50
MEMORY_READINGS = 3


class Subject(threading.Thread):
    """One lab and what was measured in it."""

    def __init__(self, name, directory, plan, prober, runs, seed):
        super().__init__(daemon=True)
        self.subject, self.values, self.disturbed, self.error = name, [], 0, None
        self.stop = threading.Event()
        self._lab, self._plan, self._program, self._runs = Lab(directory), plan, prober, runs
        self._random = random.Random(seed)
        self.memory = {}

    def run(self):
        try:
            self._lab.up(self._plan, lambda text: None)
            with Prober(self._lab, self._program) as prober:
                for _ in range(2 * self._runs):
                    if len(self.values) == self._runs or self.stop.is_set():
                        break
                    self._play(prober)
            if "tandemd" in self._plan.engines and not self.stop.is_set():
                self.memory = memory_of(self._lab)
        except LabError as error:
            self.error = str(error)
        except Exception as error:  # a thread's trouble must not vanish with it
            self.error = repr(error)

    def take_down(self):
        """Also in the middle of a run, or of `up`, which then fails and is waited for."""
        self.stop.set()
        self._lab.down()
        self.join(SECONDS_FOR_A_MOVE)
        self._lab.down()

    def _play(self, prober):
        time.sleep(SECONDS_OF_CALM + self._random.uniform(0, LONGEST_CHECK_SECONDS))
        before = prober.mark("before")
        if before["failed"]:
            raise LabError(f"{before['failed']} probes failed before anything was done")
        self._lab.signal(PRIMARY, "maxscale", "KILL")
        self._wait_for(BACKUP)
        time.sleep(SECONDS_OF_CALM)
        section = prober.mark(CASE)
        if not is_over(section):
            raise LabError("the VIP moved, but nobody answers on it")
        self._lab.start(PRIMARY, "maxscale")
        self._wait_for(PRIMARY)
        time.sleep(SECONDS_OF_CALM)
        prober.mark("return")
        if section["longest_gap_ms"] > DISTURBED_MS:
            self.disturbed += 1
        else:
            self.values.append(max(outages_ms(section), default=0.0))

    def _wait_for(self, name):
        if not self._lab.wait_for_vip_owner(SECONDS_FOR_A_MOVE, name):
            raise LabError(f"the VIP did not come to {name} within {SECONDS_FOR_A_MOVE} s")


def memory_of(lab):
    """{role: [MB]} of the helper on one host. What would share its pages here, but not there, ends before."""
    for name, role in ((BACKUP, "engine"), (BACKUP, "agent"), (BACKUP, "maxscale"), (PRIMARY, "maxscale")):
        lab.signal(name, role, "KILL")
    proc.wait_until(lambda: set(lab.pids(PRIMARY)) <= {"engine", "guard", "agent"} and not lab.pids(BACKUP), 5)
    found = {"engine": [], "agent": []}
    for _ in range(MEMORY_READINGS):
        time.sleep(SECONDS_OF_CALM)
        pids = lab.pids(PRIMARY)
        # The engine is both of its processes, where it has a guard.
        for role, members in (("engine", ("engine", "guard")), ("agent", ("agent",))):
            parts = [proc.pss_bytes(pids[member]) for member in members if member in pids]
            if parts and None not in parts:
                found[role].append(sum(parts) / 1e6)
    return found


def bench(plans, directory, prober, runs):
    """The report. `plans`: {subject: roles.Plan}."""
    subjects = [Subject(name, directory / name, plan, prober, runs, seed)
                for seed, (name, plan) in enumerate(plans.items())]
    try:
        for subject in subjects:
            subject.start()
        while any(subject.is_alive() for subject in subjects) and not any(subject.error for subject in subjects):
            time.sleep(0.2)
        for subject in subjects:
            if subject.error:
                raise LabError(f"{subject.subject}: {subject.error}")
    finally:
        for subject in subjects:
            subject.take_down()
    cases = [case(CASE, subject.subject, "ms", subject.values, GOAL_MS if subject.subject == "tandem" else None)
             | {"disturbed": subject.disturbed} for subject in subjects]
    for subject in subjects:
        for role, goal in (("engine", ENGINE_GOAL_MB), ("agent", AGENT_GOAL_MB)):
            if role in subject.memory:
                cases.append(case(f"{role} pss", subject.subject, "MB", subject.memory[role], goal))
    mode = "user" if any(plan.user_mode for plan in plans.values()) else "root"
    return {"bench": "failover", "ok": all(entry["met"] for entry in cases), "mode": mode, "cases": cases}
