# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine that has other things to do: does the VIP move though nothing happened to anybody?"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import goals
from cases import BACKUP, PRIMARY
from stage import Stage
from stats import case as entry
from tandemlab.errors import LabError
from tandemlab.layout import NODES

SECONDS = 60
LOOPS = 24
BRIDGES = 1000
LOST_PERCENT = 5
QUOTA_PERCENT = 20          # of one processor, for all of a lab's programs together
FASTEST = 0.01
SECONDS_TO_CLEAR, QUICK_SECONDS, QUICK_ANSWERS = 60, 0.1, 10
RUNS_EACH = 10              # a busy minute for so many runs of the other cases

STORM = f"""
ip link set lo up
seq -f 'link add b%g group 7 type bridge' {BRIDGES} >"$1"
while :; do ip -batch "$1" && ip link delete group 7; done
"""

LOSS = ("table netdev tandembench {{ chain lose {{ type filter hook ingress device eth0 priority -500; "
        "numgen random mod 100 < {percent} counter drop; }}; }}")


@contextlib.contextmanager
def running(words, count=1):
    """Programs that end with us, whatever becomes of us."""
    processes = [subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *words], start_new_session=True,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def loops(_stages, _directory):
    with running(["sh", "-c", "while :; do :; done"], LOOPS):
        yield


@contextlib.contextmanager
def storm(_stages, directory):
    with running(["unshare", "--net", "sh", "-c", STORM, "sh", str(directory / "bridges")]):
        yield
    wait_for_routing_lock()


def wait_for_routing_lock():
    """What is left of the storm's namespace goes after its last process, and nothing else can be done meanwhile."""
    quick = 0
    deadline = time.monotonic() + SECONDS_TO_CLEAR
    while quick < QUICK_ANSWERS and time.monotonic() < deadline:
        begin = time.monotonic()
        subprocess.run(["unshare", "--net", "ip", "link", "set", "lo", "up"], check=False)
        quick = quick + 1 if time.monotonic() - begin < QUICK_SECONDS else 0
        time.sleep(QUICK_SECONDS)


@contextlib.contextmanager
def loss(stages, _directory):
    for stage in stages:
        for node in NODES:
            done = subprocess.run(stage.lab.enter(node.name) + ["nft", LOSS.format(percent=LOST_PERCENT)],
                                  capture_output=True, text=True, check=False)
            if done.returncode:
                raise LabError(f"nft: {done.stderr.strip().splitlines()[0]}")
    yield
    for stage in stages:
        for node in NODES:
            subprocess.run(stage.lab.enter(node.name) + ["nft", "delete table netdev tandembench"], check=False)


def write(path, text):
    try:
        path.write_text(str(text), encoding="ascii")
    except OSError as error:
        raise LabError(f"{path}: {error.strerror}") from None


def make_quota(group):
    """A cgroup that may use so much of a processor. With version 1 real time has a budget of its own."""
    try:
        group.mkdir()
    except OSError as error:
        raise LabError(f"no cgroup can be made here: {error.strerror}") from None
    if (group / "cpu.max").exists():
        write(group / "cpu.max", f"{QUOTA_PERCENT * 1000} 100000")
        return
    write(group / "cpu.cfs_quota_us", QUOTA_PERCENT * 1000)
    write(group / "cpu.cfs_period_us", 100000)
    if (group / "cpu.rt_runtime_us").exists():
        write(group / "cpu.rt_period_us", 100000)
        write(group / "cpu.rt_runtime_us", QUOTA_PERCENT * 1000)


@contextlib.contextmanager
def quota(stages, _directory):
    root = next((Path(place) for place in ("/sys/fs/cgroup/cpu", "/sys/fs/cgroup")
                 if os.path.exists(f"{place}/cgroup.procs")), None)
    if root is None:
        raise LabError("no cgroup with processors here")
    with contextlib.ExitStack() as undo:
        for number, stage in enumerate(stages):
            group = root / f"tandembench-{os.getpid()}-{number}"
            make_quota(group)
            undo.callback(group.rmdir)
            pids = [pid for node in NODES for pid in stage.lab.pids(node.name).values()]
            undo.callback(leave, group, root)
            for pid in pids:
                write(group / "cgroup.procs", pid)
        yield


def leave(group, root):
    for _ in range(10):
        for pid in (group / "cgroup.procs").read_text(encoding="ascii").split():
            with contextlib.suppress(LabError):  # it may have ended
                write(root / "cgroup.procs", pid)


STRAINS = {f"{LOOPS} busy loops": loops, f"CPU quota {QUOTA_PERCENT}%": quota, "RTNL storm": storm,
           f"{LOST_PERCENT}% loss": loss}


def most_moves_of(strain):
    """A strain is no reason to move, but for adverts that never came."""
    if STRAINS[strain] is not loss:
        return 0
    return goals.most_moves(goals.moves_by_loss(LOST_PERCENT, SECONDS, FASTEST))


def moves(history):
    """How often the VIP came to the other node."""
    return sum(1 for _, node, what, _ in history if (node, what) == (BACKUP, "add"))


def lapses(history):
    """How often it left its owner's kernel, if only to be put back: a lease that nobody could renew in time."""
    return sum(1 for _, node, what, _ in history if (node, what) == (PRIMARY, "del"))


def play(stages, strain, directory):
    """[(false moves, lapses)] by stage. All stages bear the strain at the same time."""
    for stage in stages:
        stage.wait_for_calm()
    begin = time.time_ns()
    with strain(stages, directory):
        time.sleep(SECONDS)
        histories = [stage.addresses.since(begin) for stage in stages]
    return [(moves(history), lapses(history)) for history in histories]


def entries(plans, directory, options):
    """At the fastest adverts only: there the margin is smallest."""
    wanted = [name for name in STRAINS if not options.cases or name in options.cases]
    plans = [(subject, plan) for subject, plan in plans if plan.advert_int == FASTEST]
    if not wanted or not plans:
        return []
    found, skipped = {name: [] for name in wanted}, {}
    with contextlib.ExitStack() as standing:
        stages = [Stage(directory / f"busy-{number}", plan, number) for number, (_, plan) in enumerate(plans)]
        for stage in stages:
            standing.callback(stage.down)
            stage.up()
        for name in wanted:
            for _ in range(max(1, options.runs // RUNS_EACH)):
                try:
                    found[name].append(play(stages, STRAINS[name], directory))
                except LabError as error:
                    skipped[name] = str(error)
                    print(f"bench: {name}: {error}", file=sys.stderr, flush=True)
                    break
            print(f"bench: {name}: (false moves, lapses) by subject: {found[name]}", file=sys.stderr, flush=True)
    return [entry(f"{name}, {SECONDS} s: {what}", subject, "moves", [run[number][which] for run in found[name]],
                  most_moves_of(name) if subject == "tandem" and which == 0 else None, [skipped[name]] if name in skipped else [],
                  interval=FASTEST, version=plan.version)
            for name in wanted for which, what in enumerate(("false moves", "lapses of the VIP"))
            for number, (subject, plan) in enumerate(plans)]
