# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon a helper knows what became of its MaxScale, and what it costs to ask; the tutorial's script beside it."""

import contextlib
import dataclasses
import json
import os
import random
import subprocess
import time

from cases import PRIMARY
from stats import case as entry
from tandemlab import keepalived, proc
from tandemlab.control import Control
from tandemlab.errors import LabError
from tandemlab.lab import Lab
from tandemlab.layout import NODES
from usage import ran_ns

SECONDS_MEASURED = 60
SECONDS_TO_SETTLE = 5
SECONDS_TO_KNOW = 30
SLOW_MS = 5000
FAST_INTERVAL, USUAL_INTERVAL = 0.1, 2.0    # the timeout is half of it, fall and rise are 2
KILLED_GOAL_MS, FAST_FROZEN_GOAL_MS, FROZEN_MARGIN_MS = 5, 250, 20
CHECK_GOAL_MS, FAST_GOAL_PERCENT = 0.5, 1.0
TIMES_OF_SCRIPT = 40                        # so many checks for one run of the script
SCRIPT_RUNS = 50

JOURNAL_DAYS, JOURNAL_GOAL_MB, DAY_GOAL_MS = 30, 200, 20

CASES = ("killed", "frozen", "cost", "slow", "script", "journal")


class Watched:
    """A lab whose first node's MaxScale something happens to."""

    def __init__(self, directory, plan):
        self.lab, self.plan = Lab(directory), plan
        self._control = Control(self.lab, plan.build)

    def up(self):
        self.lab.up(self.plan, lambda text: None)
        self.wait_for_health()

    def wait_for_health(self):
        def healthy():
            status = self._control.status() or {"nodes": []}
            node = next((each for each in status["nodes"] if each["name"] == PRIMARY), None)
            alarms = [each for each in status.get("alarms", []) if each["node"] == PRIMARY]
            return node is not None and node["maxscale"]["reachable"] and not alarms
        if not proc.wait_until(healthy, SECONDS_TO_KNOW, pause=0.1):
            raise LabError(f"the helper of {PRIMARY} did not find its MaxScale healthy within {SECONDS_TO_KNOW} s")

    def known(self, begin_ns):
        """Milliseconds until the helper's first word on MaxScale's failure."""
        found = []

        def told():
            found[:] = [event for event in self._control.events(begin_ns, time.time_ns())
                        if event["kind"] == "health" and event["node"] == PRIMARY and event["to"] not in ("ok", "")]
            return bool(found)
        if not proc.wait_until(told, SECONDS_TO_KNOW, pause=0.1):
            raise LabError(f"the helper of {PRIMARY} told nothing within {SECONDS_TO_KNOW} s")
        return (found[0]["time_ns"] - begin_ns) / 1e6

    def kill(self):
        begin = time.time_ns()
        self.lab.signal(PRIMARY, "maxscale", "KILL")
        after = self.known(begin)
        self.lab.start(PRIMARY, "maxscale")
        return after

    def freeze(self):
        begin = time.time_ns()
        self.lab.signal(PRIMARY, "maxscale", "STOP")
        after = self.known(begin)
        self.lab.signal(PRIMARY, "maxscale", "CONT")
        return after

    def play(self, act, runs):
        """([milliseconds], [troubles])"""
        values, troubles = [], []
        moment = random.Random(1)
        for _ in range(runs):
            try:
                self.wait_for_health()
                time.sleep(moment.uniform(0, self.plan.check_interval))  # any moment between two looks
                values.append(act(self))
            except LabError as error:
                troubles.append(str(error))
                if len(troubles) == 3:
                    break
        return values, troubles

    def cost(self, windows):
        """{role: [nanoseconds on a processor, a second]}"""
        time.sleep(SECONDS_TO_SETTLE)
        found = {"agent": [], "maxscale": []}
        for _ in range(windows):
            pids = self.lab.pids(PRIMARY)
            before = {role: ran_ns(pids[role]) for role in found}
            begin = time.monotonic()
            time.sleep(SECONDS_MEASURED)
            elapsed = time.monotonic() - begin
            for role, values in found.items():
                values.append((ran_ns(pids[role]) - before[role]) / elapsed)
        return found


@contextlib.contextmanager
def standing(directory, plan, name, **changes):
    watched = Watched(directory / name.replace(" ", "-"), dataclasses.replace(plan, **changes))
    try:
        watched.up()
        yield watched
    finally:
        watched.lab.down()


def frozen_floor_ms(interval):
    """interval * fall + timeout; the first look begins an interval after the last good one at the latest."""
    return 1000 * (2 * interval + interval / 2)


def moment_entries(directory, plan, runs, wanted):
    rows = []
    for interval, profile in ((FAST_INTERVAL, "fast profile"), (USUAL_INTERVAL, "2 s")):
        with standing(directory, plan, profile, check_interval=interval) as watched:
            if "killed" in wanted:
                values, troubles = watched.play(Watched.kill, runs)
                rows.append(entry(f"killed, {profile}: known after", "tandem", "ms", values, KILLED_GOAL_MS, troubles))
            if "frozen" in wanted:
                values, troubles = watched.play(Watched.freeze, runs)
                goal = (FAST_FROZEN_GOAL_MS if interval == FAST_INTERVAL
                        else frozen_floor_ms(interval) + FROZEN_MARGIN_MS)
                rows.append(entry(f"frozen, {profile}: known after", "tandem", "ms", values, goal, troubles,
                                  floor=frozen_floor_ms(interval)))
    return rows


def script_ms(directory, plan, runs):
    """Processor time of one run of the tutorial's script, of bash and all that it starts, as often as our checks: in
    runs without a pause, caches would be warm for one of the two."""
    with standing(directory, plan, "script") as watched:
        keepalived.write_all(watched.lab.layout, NODES[0], watched.plan)
        place = watched.lab.layout.node(PRIMARY) / "keepalived"
        pauses = watched.lab.layout.dir / "pauses"
        os.mkfifo(pauses)                # nobody writes: bash waits without another process
        shell = (f'exec 3<>"$2"; for i in $(seq {SCRIPT_RUNS}); do "$1" || exit 1; '
                 f'read -rt {FAST_INTERVAL} -u 3; done; times')
        values = []
        for _ in range(runs):
            done = subprocess.run(watched.lab.enter(PRIMARY) + ["bash", "-c", shell, "bash",
                                                               str(place / "is_maxscale_running.sh"), str(pauses)],
                                  capture_output=True, text=True, check=False)
            if done.returncode:
                raise LabError(f"the tutorial's script failed: {(done.stdout + done.stderr).strip()[:200]}")
            values.append(1000 * sum(map(seconds_of, done.stdout.split()[-2:])) / SCRIPT_RUNS)
        return values


def seconds_of(text):
    """bash's "0m1.234s"."""
    minutes, _, seconds = text.removesuffix("s").partition("m")
    return 60 * int(minutes) + float(seconds)


def cost_entries(directory, plan, windows, script):
    with standing(directory, plan, "cost usual", check_interval=USUAL_INTERVAL) as usual, \
            standing(directory, plan, "cost fast", check_interval=FAST_INTERVAL) as fast:
        idle, busy = usual.cost(windows), fast.cost(windows)
    more_checks = 1 / FAST_INTERVAL - 1 / USUAL_INTERVAL
    checks_ms = [(most - least) / more_checks / 1e6 for least, most in zip(idle["agent"], busy["agent"])]
    rows = [entry("cost of a check", "tandem", "ms", checks_ms,
                  min(CHECK_GOAL_MS, min(script) / TIMES_OF_SCRIPT) if script else CHECK_GOAL_MS)]
    for role, what in (("agent", "agent"), ("maxscale", "MaxScale (the stand-in)")):
        rows.append(entry(f"cost of the fast profile: {what}", "tandem", "%", [value / 1e7 for value in busy[role]],
                          FAST_GOAL_PERCENT))
        rows.append(entry(f"cost of a check every 2 s: {what}", "tandem", "%", [value / 1e7 for value in idle[role]]))
    return rows, [value / 1e7 for value in idle["agent"]]


def slow_entries(directory, plan, windows, usual):
    """A MaxScale that takes its time costs the wait and nothing else."""
    slow = ["--rest-answer", "slow", "--slow-ms", str(SLOW_MS)]
    watched = Watched(directory / "slow", dataclasses.replace(plan, stand_in=slow))
    try:
        watched.lab.up(watched.plan, lambda text: None)
        found = watched.cost(windows)
    finally:
        watched.lab.down()
    return [entry(f"cost beside a MaxScale that answers in {SLOW_MS // 1000} s", "tandem", "%",
                  [value / 1e7 for value in found["agent"]], round(max(usual), 3) if usual else None)]


def journal_entries(plan, runs):
    """A month of samples in a journal as the agent keeps it, and how long a day of it is asked for."""
    done = subprocess.run([plan.program("tandem-journalbench"), "--days", str(JOURNAL_DAYS), "--runs", str(runs)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise LabError(f"the journal could not be measured: {done.stderr.strip()[:200]}")
    found = json.loads(done.stdout)
    return [entry(f"journal: {JOURNAL_DAYS} days of samples", "tandem", "MB", [found["bytes"] / 1e6], JOURNAL_GOAL_MB),
            entry("journal: a day's query", "tandem", "ms", found["query_ms"], DAY_GOAL_MS)]


def bench(plans, directory, options):
    """The report. `plans`: those of the failover; ours is taken."""
    plan = dataclasses.replace(next(plan for subject, plan in plans if subject == "tandem"), version=3, advert_int=1.0,
                               check_interval=USUAL_INTERVAL)
    wanted = options.cases or list(CASES)
    windows = max(1, options.runs // 10)
    rows = moment_entries(directory, plan, options.runs, wanted) if {"killed", "frozen"} & set(wanted) else []
    script = script_ms(directory, plan, windows) if {"script", "cost"} & set(wanted) else []
    if script:
        rows.append(entry("the tutorial's script, bash and curl, once", "keepalived-seed", "ms", script))
    usual = []
    if {"cost", "slow"} & set(wanted):
        costs, usual = cost_entries(directory, plan, windows, script)
        rows += costs if "cost" in wanted else []
    if "slow" in wanted:
        rows += slow_entries(directory, plan, windows, usual)
    if "journal" in wanted:
        rows += journal_entries(plan, options.runs)
    return {"bench": "health", "ok": all(row["met"] for row in rows),
            "mode": "user" if plan.user_mode else "root", "sched_fifo": plan.real_time, "cases": rows}
