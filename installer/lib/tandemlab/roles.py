# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs on a host and how each is called."""

import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from . import keepalived, maxscale
from .errors import LabError, USAGE
from .layout import INSTANCES_AN_INTERFACE, LISTENER_PORT, REPOSITORY, REST_PORT

ENGINES = ("tandemd", "keepalived", "none")

# As the units have it: what an engine may do, and nothing more.
ENGINE_RIGHTS = ["setpriv", "--bounding-set=-all,+net_admin,+net_raw", "--inh-caps=-all", "--no-new-privs"]
NO_RIGHTS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
REAL_TIME = ["chrt", "--fifo", "50"]
LOCK_MEMORY = ["sh", "-c", 'ulimit -l unlimited 2>/dev/null || ulimit -l "$(ulimit -H -l)"; exec "$@"', "sh"]


@dataclass
class Plan:
    """What `up` was asked for. Kept in lab.json, so that `start` does the same again."""
    build: str
    engines: list = field(default_factory=lambda: ["tandemd", "tandemd"])  # in the order of the nodes
    maxscale: str = ""                                                     # a real one's command, not the stand-in
    stand_in: list = field(default_factory=list)                           # more options for the stand-in
    user_mode: bool = False
    real_time: bool = False                                                # SCHED_FIFO for the engines
    version: int = 2                                                       # of VRRP
    advert_int: float = 1.0                                                # seconds
    instances: int = 1                                                     # more than 250: on two interfaces
    checks: bool = True                                                    # of MaxScale
    check_interval: float = 2.0                                            # seconds
    lease: int | None = None                                               # seconds; as derived
    set_up: str = "seed"                                                   # of Keepalived; see keepalived.py

    def program(self, name):
        return f"{self.build}/bin/{name}"

    def engine_of(self, number):
        return self.engines[number]

    def interfaces(self):
        return 2 if self.instances > INSTANCES_AN_INTERFACE else 1

    def check_values(self):
        if not 1 <= self.instances <= 2 * INSTANCES_AN_INTERFACE:
            raise LabError(f"{self.instances} instances: choose 1 to {2 * INSTANCES_AN_INTERFACE}", USAGE)
        if self.version not in (2, 3) or (self.version == 2 and self.advert_int != int(self.advert_int)):
            raise LabError("VRRP is version 2, with whole seconds between adverts, or 3", USAGE)
        if not 0.01 <= self.advert_int <= 40.95:
            raise LabError(f"an advert every {self.advert_int} s: choose 0.01 to 40.95", USAGE)
        if not self.check_interval > 0:
            raise LabError(f"a check every {self.check_interval} s: choose more than 0", USAGE)
        if self.set_up not in keepalived.SET_UPS:
            raise LabError(f"Keepalived as \"{self.set_up}\": choose {' or '.join(keepalived.SET_UPS)}", USAGE)

    def check(self):
        self.check_values()
        needed = {"nsenter", "unshare", "ip", "setpriv", "openssl"}
        missing = sorted(name for name in needed if not shutil.which(name))
        programs = set()
        if not self.maxscale:
            programs.add("fake-maxscale")
        elif maxscale.program_of(self.maxscale) is None:
            raise LabError(f"--maxscale {self.maxscale}: there is no such program", USAGE)
        if "tandemd" in self.engines:
            programs |= {"tandemd", "tandem-agent"}
        if "keepalived" in self.engines:
            missing += [name for name in ("keepalived", "curl") if not shutil.which(name)]
            if self.user_mode:
                # It wants setgroups() before each script, which a user namespace refuses; and takes that for success.
                raise LabError("Keepalived cannot run its scripts in a user namespace; run the lab as root")
        if missing:
            raise LabError(f"not installed: {', '.join(missing)}; see {REPOSITORY}/installer/packages.txt")
        absent = sorted(name for name in programs if not shutil.which(self.program(name)))
        if absent:
            raise LabError(f"{self.build}/bin has no {', '.join(absent)}; build the release preset first "
                           "(installer/try does), or name another build directory with --build")


def may_run_in_real_time(user_mode):
    """Never in a user namespace, and as root not in every container."""
    return not user_mode and subprocess.run(REAL_TIME + ["true"], capture_output=True, check=False).returncode == 0


def maxscale_or_stand_in(plan, layout, node):
    if plan.maxscale:
        return NO_RIGHTS + maxscale.command(maxscale.program_of(plan.maxscale), layout.maxscale(node.name))
    return [plan.program("fake-maxscale"), "--rest", f"127.0.0.1:{REST_PORT}", "--listener", f"0.0.0.0:{LISTENER_PORT}",
            "--node", node.name, "--version-string", node.version_string, "--passive",
            "--state-dir", str(layout.maxscale(node.name)), "--users", str(layout.secrets / "maxscale.users"),
            "--control", str(layout.stand_in(node.name)), *plan.stand_in]


def helper(plan, layout, node, program):
    return [plan.program(program), "--cluster", str(layout.cluster_of(node.name)), "--node", node.name,
            "--run-dir", str(layout.run_dir(node.name)), "--state-dir", str(layout.state_dir(node.name))]


def agent(plan, layout, node):
    return NO_RIGHTS + helper(plan, layout, node, "tandem-agent")


def engine(plan, layout, node, kind):
    if kind == "keepalived":
        return keepalived.command(layout.node(node.name) / "keepalived")
    real_time = REAL_TIME if plan.real_time else []
    return LOCK_MEMORY + real_time + ENGINE_RIGHTS + helper(plan, layout, node, "tandemd")


def watcher(layout, node):
    """Tells Keepalived of MaxScale's death through the file that it tracks."""
    return [sys.executable, "-I", str(Path(__file__).with_name("deathwatch.py")),
            str(keepalived.tracked_file(layout.node(node.name) / "keepalived"))]


def commands(plan, layout, number, node):
    """{role: words}, in the order of starting."""
    roles = {"maxscale": maxscale_or_stand_in(plan, layout, node)}
    kind = plan.engine_of(number)
    if kind == "tandemd":
        roles["agent"] = agent(plan, layout, node)
    if kind == "keepalived" and keepalived.tracks_file(plan):
        roles["watcher"] = watcher(layout, node)
    if kind != "none":
        roles["engine"] = engine(plan, layout, node, kind)
    return roles
