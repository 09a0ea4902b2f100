# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client sees when something happens to the VIP's owner: Tandem beside Keepalived, at three intervals.

Each subject has a lab of its own at each interval; as many as there are processors go on at the same time, ours beside
Keepalived's. A run in which the client, the wire's witness or MaxScale was itself late says nothing and is played again.
"""

import collections
import contextlib
import os
import sys
import threading
import time

import busy
import goals
from cases import CASES, RETURNS
from stage import Stage
from stats import case as entry
from tandemlab.errors import LabError

TROUBLES_IN_A_ROW = 3
FEWEST_REPLAYS = 5          # of disturbed runs, however few are asked for


class Group:
    """What all labs of one subject at one interval play, and what they found."""

    def __init__(self, subject, plan, cases, runs):
        self.subject, self.plan, self.runs = subject, plan, runs
        self.cases = [each for each in cases if subject == "tandem" or not each.tandem_only]
        self.found = collections.defaultdict(list)          # of Played, by the case's name
        self.troubles = collections.defaultdict(list)
        self.disturbed = collections.Counter()
        self._left = {each.name: runs for each in self.cases}
        self._in_a_row = collections.Counter()
        self._lock = threading.Lock()

    def take(self):
        """The next case to play, or None."""
        with self._lock:
            for each in self.cases:
                if self._left[each.name] > 0:
                    self._left[each.name] -= 1
                    return each
        return None

    def add(self, case, run, returned):
        with self._lock:
            self._in_a_row[case.name] = 0
            if run.disturbed:
                self.disturbed[case.name] += 1
                if self.disturbed[case.name] <= max(self.runs, FEWEST_REPLAYS):
                    self._left[case.name] += 1
                return
            self.found[case.name].append(run)
            if case.with_return and not returned.disturbed:
                self.found[RETURNS].append(returned)
            if len(self.found[case.name]) == self.runs:
                self._say(f"{case.name}: {self.runs} runs")

    def add_trouble(self, case, text):
        with self._lock:
            self.troubles[case.name].append(text)
            self._in_a_row[case.name] += 1
            if self._in_a_row[case.name] == TROUBLES_IN_A_ROW:
                self._left[case.name] = 0
            self._say(text)

    def _say(self, text):
        print(f"bench: {self.subject} at {self.plan.advert_int:g} s: {text}", file=sys.stderr, flush=True)

    def entries(self):
        tandem = self.subject == "tandem"
        setting = (self.plan.version, self.plan.advert_int)
        more = {"interval": self.plan.advert_int, "version": self.plan.version}
        names = [each.name for each in self.cases]
        for name in names + [RETURNS] * bool(self.found[RETURNS]):
            runs, troubles = self.found[name], list(self.troubles[name])
            if name != RETURNS and len(runs) + len(troubles) < self.runs:
                troubles.append(f"the machine was too busy: {self.disturbed[name]} runs disturbed")
            yield entry(name, self.subject, "ms", [run.outage_ms for run in runs],
                        goals.goal_ms(name, *setting) if tandem else None, troubles, **more,
                        floor=goals.floor_ms(name, *setting), disturbed=self.disturbed[name])
            yield entry(f"{name}: two owners", self.subject, "ms", [run.two_owners_ms for run in runs],
                        goals.two_owners_goal_ms(name) if tandem else None, troubles, **more)


class Worker(threading.Thread):
    """Plays a group's cases in one lab. A lab in which something went wrong is made anew."""

    def __init__(self, group, directory, seed, stop, room):
        super().__init__(daemon=True)
        self.error = None
        self._group, self._stop_asked, self._room = group, stop, room
        self._stage = Stage(directory, group.plan, seed)

    def run(self):
        with self._room:
            if self._stop_asked.is_set():
                return
            try:
                self._play_all()
                self._stage.down()
            except Exception as error:  # a thread's trouble must not vanish with it
                self.error = str(error) if isinstance(error, LabError) else repr(error)

    def _play_all(self):
        self._stage.up()
        while not self._stop_asked.is_set() and (case := self._group.take()):
            try:
                self._group.add(case, *self._stage.play(case))
            except LabError as error:
                if self._stop_asked.is_set():
                    break
                self._group.add_trouble(case, str(error))
                self._stage.down()
                self._stage.up()

    def take_down(self):
        """Also in the middle of a run, or of `up`, which then fails and is waited for."""
        self._stage.lab.down()
        if self.ident is not None:  # it was started
            self.join(60)
        self._stage.down()


def cpu_seconds():
    """(busy, total) of all processors since boot."""
    with open("/proc/stat", encoding="ascii") as file:
        fields = [int(field) for field in file.readline().split()[1:9]]
    return sum(fields) - fields[3] - fields[4], sum(fields)


def play_all(groups, directory, labs, deadline):
    """A lab for each group, `labs` of them at a time. Returns how busy the machine was meanwhile, 0 to 1."""
    stop, room = threading.Event(), threading.Semaphore(labs)
    workers = [Worker(group, directory / str(number), number, stop, room)
               for number, group in enumerate(groups) if group.cases]
    begin = cpu_seconds()
    try:
        for worker in workers:
            worker.start()
        while any(worker.is_alive() for worker in workers) and not any(worker.error for worker in workers):
            time.sleep(0.5)
            if time.monotonic() > deadline:
                raise LabError("out of time: ask for fewer runs, or allow more --minutes")
        for worker in workers:
            if worker.error:
                raise LabError(f"{worker.error}")
    finally:
        stop.set()
        with contextlib.ExitStack() as ending:  # all of them, also when one does not end
            for worker in workers:
                ending.callback(worker.take_down)
    end = cpu_seconds()
    return {"labs": min(labs, len(workers)), "cpu_busy": round((end[0] - begin[0]) / max(1, end[1] - begin[1]), 3),
            "processors": os.cpu_count()}


def bench(plans, directory, options):
    """The report. `plans`: [(subject, roles.Plan)]."""
    deadline = time.monotonic() + 60 * options.minutes
    wanted = options.cases
    cases = [each for each in CASES if not wanted or each.name in wanted or (RETURNS in wanted and each.with_return)]
    groups = [Group(subject, plan, cases, options.runs) for subject, plan in plans]
    load = play_all(groups, directory, options.labs, deadline) if cases else {}
    entries = [each for group in groups for each in group.entries()]
    entries += busy.entries(plans, directory, options)
    real_time = any(plan.real_time for _, plan in plans)
    return {"bench": "failover", "ok": all(each["met"] for each in entries),
            "mode": "user" if any(plan.user_mode for _, plan in plans) else "root",
            "sched_fifo": real_time, "load": load, "cases": entries}
