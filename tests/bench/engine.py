# SPDX-License-Identifier: GPL-3.0-or-later
"""What many instances cost, how fast all of them move, and what a flood of bad packets does."""

import contextlib
import dataclasses
import json
import subprocess
import sys
import threading
import time

import busy
import goals
from cases import BACKUP, BOTH, PRIMARY, kill, restart_engine, terminate
from instruments import REAL_TIME, AddressWatch, Wire
from stats import case as entry
from tandemlab import proc
from tandemlab.errors import LabError
from tandemlab.lab import Lab
from tandemlab.layout import ADDRESSES, CLIENT, CLIENT_ADDRESS, instances
from usage import engine_pids, engine_ran_ns, pss_mb

SECONDS_MEASURED = 60
SECONDS_TO_SETTLE = 5
SECONDS_FOR_A_MOVE = 60
MOVED_GOAL_MS = 60          # beyond the protocol's floor, for all of them
MEMORY_GOAL_MB = 6          # guard and engine together
AGENT_GOAL_MB = 25
FLOOD_PACKETS, FLOOD_SECONDS, FLOOD_CPU_GOAL = 10_000, 10, 20
FLOOD_INTERVAL = 0.01
MEMORY_READINGS = 3
RUNS_A_WINDOW = 10          # a minute of looking on for so many moves

MOVES = {"SIGTERM": terminate, "engine killed": kill("engine"), "guard and engine killed": kill(*BOTH)}
CASES = ("cost", *MOVES, "one instance", "flood")


class Pair:
    """Two hosts of one subject, without checks; nobody but the engines does anything."""

    def __init__(self, subject, directory, plan):
        self.subject, self.plan, self.lab = subject, plan, Lab(directory)
        self.vips = [vip.partition("/")[0] for *_, vip in instances(plan.instances)]
        self.addresses = None

    def up(self):
        self.lab.up(self.plan, lambda text: None)
        self.addresses = AddressWatch(self.lab, REAL_TIME if self.plan.real_time else [])
        self.settle()

    def settle(self):
        if not self.addresses.wait_for_owner(PRIMARY, SECONDS_FOR_A_MOVE, self.vips):
            raise LabError(f"{self.subject}: not all of {len(self.vips)} VIPs came to {PRIMARY} alone within "
                           f"{SECONDS_FOR_A_MOVE} s")

    def down(self):
        if self.addresses:
            self.addresses.stop()
            self.addresses = None
        self.lab.down()

    def move(self, act):
        """Milliseconds until the last VIP was on the other node."""
        begin = time.time_ns()
        act(self)
        if not self.addresses.wait_for_taker(BACKUP, SECONDS_FOR_A_MOVE, self.vips):
            raise LabError(f"{self.subject}: not all VIPs came to {BACKUP} within {SECONDS_FOR_A_MOVE} s")
        return (max(at for at, node, what, _ in self.addresses.since(begin) if (node, what) == (BACKUP, "add"))
                - begin) / 1e6


def side_by_side(pairs, work):
    """work(pair) for all pairs at the same time; [what it returned]."""
    results, errors = [None] * len(pairs), []

    def run(number):
        try:
            results[number] = work(pairs[number])
        except Exception as error:  # a thread's trouble must not vanish with it
            errors.append(error)
    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(len(pairs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def watch_cost(pair, windows):
    """([percent of a processor of the master], [of the backup])"""
    time.sleep(SECONDS_TO_SETTLE)
    found = {PRIMARY: [], BACKUP: []}
    for _ in range(windows):
        before = {node: engine_ran_ns(pair.lab, node) for node in found}
        begin = time.monotonic_ns()
        time.sleep(SECONDS_MEASURED)
        elapsed = time.monotonic_ns() - begin
        for node, values in found.items():
            values.append(100 * (engine_ran_ns(pair.lab, node) - before[node]) / elapsed)
    return found[PRIMARY], found[BACKUP]


def read_memory(pair):
    """([MB of the engine], [MB of the agent]) on one host. What would share its pages here, but not there, ends."""
    lab = pair.lab
    for role in ("guard", "engine", "agent"):
        with contextlib.suppress(LabError):
            lab.signal(BACKUP, role, "KILL")
    proc.wait_until(lambda: not {"guard", "engine", "agent"} & set(lab.pids(BACKUP)), 5)
    engine, agent = [], []
    for _ in range(MEMORY_READINGS):
        time.sleep(0.5)
        engine.append(pss_mb(engine_pids(lab, PRIMARY)))
        agent.append(pss_mb([pid for role, pid in lab.pids(PRIMARY).items() if role == "agent"]))
    if None in engine:
        raise LabError("smaps_rollup cannot be read")
    return engine, [value for value in agent if value is not None]


def cost_entries(pairs, runs, prefix):
    windows = max(1, runs // RUNS_A_WINDOW)
    costs = side_by_side(pairs, lambda pair: watch_cost(pair, windows))
    rows = []
    for which, role in enumerate(("master", "backup")):
        peers = [max(cost[which]) for pair, cost in zip(pairs, costs) if pair.subject != "tandem"]
        for pair, cost in zip(pairs, costs):
            # A goal where there are many: of one, both cost next to nothing.
            scored = pair.subject == "tandem" and peers and pair.plan.instances > 1
            goal = round(min(peers), 3) if scored else None
            rows.append(entry(f"{prefix}: cpu of the {role}", pair.subject, "%", cost[which], goal,
                              instances=pair.plan.instances))
    return rows


def memory_entries(pairs, prefix):
    rows = []
    for pair in pairs:
        engine, agent = read_memory(pair)
        tandem = pair.subject == "tandem"
        rows.append(entry(f"{prefix}: engine pss", pair.subject, "MB", engine, MEMORY_GOAL_MB if tandem else None,
                          instances=pair.plan.instances))
        if agent:
            rows.append(entry(f"{prefix}: agent pss", pair.subject, "MB", agent, AGENT_GOAL_MB,
                              instances=pair.plan.instances))
    return rows


def floor_of(subject, name, plan):
    """Keepalived has no last will: the death of its engine is silence."""
    if subject != "tandem" and name != "SIGTERM":
        name = "guard and engine killed"
    return goals.floor_ms(name, plan.version, plan.advert_int)


def play_moves(pair, names, runs):
    """{name: ([ms beyond the floor], [troubles])}"""
    found = {}
    for name in names:
        values, troubles = [], []
        for _ in range(runs):
            try:
                pair.settle()
                time.sleep(SECONDS_TO_SETTLE)
                values.append(pair.move(MOVES[name]) - floor_of(pair.subject, name, pair.plan))
                time.sleep(1)
                restart_engine(pair)
                pair.settle()
            except LabError as error:
                troubles.append(str(error))
                say(str(error))
                pair.down()
                pair.up()
                if len(troubles) == 3:
                    break
        say(f"{pair.subject}: {name}: {[round(value) for value in values]} ms beyond the floor")
        found[name] = (values, troubles)
    return found


def move_entries(pairs, names, runs):
    # One after the other: addresses of all namespaces wait for the same lock of the kernel.
    results = [play_moves(pair, [name for name in names if pair.subject == "tandem" or name != "engine killed"], runs)
               for pair in pairs]
    rows = []
    for name in names:
        for pair, found in zip(pairs, results):
            if name in found:
                values, troubles = found[name]
                rows.append(entry(f"all moved, {name}: beyond the floor", pair.subject, "ms", values,
                                  MOVED_GOAL_MS if pair.subject == "tandem" else None, troubles,
                                  instances=pair.plan.instances, floor=floor_of(pair.subject, name, pair.plan)))
    return rows


def flood_one(pair, program):
    """What happens to one pair, the other one left in peace."""
    lab = pair.lab
    wire = Wire(lab, pair.plan.program("tandem-wire"), REAL_TIME if pair.plan.real_time else [])
    try:
        time.sleep(1)
        wire.mark("before")
        before = {node: engine_ran_ns(lab, node) for node in (PRIMARY, BACKUP)}
        begin, begin_ns = time.time_ns(), time.monotonic_ns()
        done = subprocess.run(lab.enter(CLIENT) + [program, CLIENT_ADDRESS, str(pair.plan.version), "51",
                                                   str(FLOOD_PACKETS), str(FLOOD_SECONDS)],
                              capture_output=True, text=True, check=False)
        elapsed = time.monotonic_ns() - begin_ns
        cpu = {node: 100 * (engine_ran_ns(lab, node) - before[node]) / elapsed for node in before}
        if done.returncode:
            raise LabError(f"tandem-flood: {done.stderr.strip()}")
        section = wire.mark("flood")
    finally:
        wire.stop()
    sent = json.loads(done.stdout)
    gaps = [each["longest_gap_ms"] for each in section["adverts"] if each["source"] == ADDRESSES[PRIMARY]]
    return {"moves": busy.moves(pair.addresses.since(begin)), "gap": max(gaps, default=1000 * FLOOD_SECONDS),
            "cpu": max(cpu.values()), "rate": sent["sent"] / sent["seconds"]}


def flood_entries(pairs, runs):
    rows = []
    for pair in pairs:
        found, troubles = [], []
        for _ in range(max(1, runs // RUNS_A_WINDOW)):
            found.append(flood_one(pair, pair.plan.program("tandem-flood")))
            if found[-1]["rate"] < 0.95 * FLOOD_PACKETS:
                troubles.append(f"only {found[-1]['rate']:.0f} packets a second could be sent")
        tandem = pair.subject == "tandem"
        for key, what, unit, goal in (("moves", "transitions", "moves", 0),
                                      ("gap", "longest gap between adverts", "ms", 2000 * FLOOD_INTERVAL),
                                      ("cpu", "cpu of the busier node", "%", FLOOD_CPU_GOAL)):
            rows.append(entry(f"flood: {what}", pair.subject, unit, [each[key] for each in found],
                              goal if tandem else None, troubles, interval=FLOOD_INTERVAL,
                              packets_a_second=FLOOD_PACKETS))
        say(f"{pair.subject}: flood: {found}")
    return rows


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def standing(plans, directory, **changes):
    """A pair of each subject, set up alike."""
    pairs = [Pair(subject, directory / f"{subject}-{changes.get('instances', 1)}", dataclasses.replace(plan, **changes))
             for subject, plan in plans]
    with contextlib.ExitStack() as stack:
        for pair in pairs:
            stack.callback(pair.down)
        side_by_side(pairs, Pair.up)
        yield pairs


def bench(plans, directory, options):
    """The report. `plans`: those of the failover; of each program the one without a word on its way of checking."""
    by_program = {subject: plan for subject, plan in plans if subject in ("tandem", "keepalived-floor")}
    plans = [(subject, dataclasses.replace(plan, set_up="floor", checks=False, version=3, advert_int=1.0))
             for subject, plan in by_program.items()]
    wanted = options.cases or list(CASES)
    rows = []
    moves = [name for name in MOVES if name in wanted]
    if "cost" in wanted or moves:
        with standing(plans, directory, instances=options.instances) as pairs:
            prefix = f"{options.instances} instances"
            rows += cost_entries(pairs, options.runs, prefix) if "cost" in wanted else []
            rows += move_entries(pairs, moves, options.runs) if moves else []
            rows += memory_entries(pairs, prefix) if "cost" in wanted else []
    if "one instance" in wanted:
        with standing(plans, directory, instances=1) as pairs:
            rows += cost_entries(pairs, options.runs, "1 instance") + memory_entries(pairs, "1 instance")
    if "flood" in wanted:
        with standing(plans, directory, instances=1, advert_int=FLOOD_INTERVAL) as pairs:
            rows += flood_entries(pairs, options.runs)
    return {"bench": "engine", "ok": all(row["met"] for row in rows),
            "mode": "user" if any(plan.user_mode for _, plan in plans) else "root",
            "sched_fifo": any(plan.real_time for _, plan in plans), "cases": rows}
