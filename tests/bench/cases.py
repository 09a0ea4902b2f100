# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to the owner of the VIP, and how it is undone."""

import time
from dataclasses import dataclass
from typing import Callable

from tandemlab import proc
from tandemlab.errors import LabError
from tandemlab.layout import NODES

PRIMARY, BACKUP = (node.name for node in NODES)
SECONDS_TO_END = 5
SECONDS_FROZEN = 10.0
SECONDS_THAWED = 1.0
BOTH = ("guard", "engine")   # the guard first: frozen after its engine, it might have killed it already


@dataclass(frozen=True)
class Case:
    name: str
    act: Callable           # with the stage; what begins the outage comes last
    undo: Callable          # until the owner can take the VIP again
    watched: float = 0.5    # seconds after the other node has the VIP
    frozen: bool = False
    with_return: bool = False   # its undoing is also a run of "old owner returns"
    tandem_only: bool = False


class Frozen:
    """Processes that were stopped, by who they are: what was killed meanwhile is not woken in its successor."""

    def __init__(self, lab, roles):
        pids = lab.pids(PRIMARY)
        self._stopped = [proc.identity_of(pids[role]) for role in roles if role in pids]
        self.begin = time.monotonic()
        lab.signal_all(PRIMARY, [role for role in roles if role in pids], "STOP")

    def thaw(self, lab):
        time.sleep(max(0.0, self.begin + SECONDS_FROZEN - time.monotonic()))
        lab.wake(self._stopped)
        time.sleep(SECONDS_THAWED)


def kill(*roles):
    def act(stage):
        pids = stage.lab.pids(PRIMARY)
        stage.lab.signal_all(PRIMARY, [role for role in roles if role in pids], "KILL")
    return act


def freeze(*roles):
    def act(stage):
        stage.frozen = Frozen(stage.lab, roles)
    return act


def terminate(stage):
    stage.lab.signal(PRIMARY, leader(stage.lab), "TERM")


def leader(lab):
    """Whom the service manager would ask to end."""
    return "guard" if "guard" in lab.pids(PRIMARY) else "engine"


def restart_engine(stage):
    """Ends what is left of the engine on the old owner, in order if it can, and starts it anew."""
    lab = stage.lab

    def ended():
        return not {"guard", "engine"} & set(lab.pids(PRIMARY))
    if not ended():
        identity = proc.identity_of(lab.pids(PRIMARY)[leader(lab)])
        lab.wake([identity])
        terminate(stage)
        if not proc.wait_until(ended, SECONDS_TO_END, pause=0.05):
            lab.signal_all(PRIMARY, [role for role in BOTH if role in lab.pids(PRIMARY)], "KILL")
            raise LabError(f"the engine did not end within {SECONDS_TO_END} s of SIGTERM")
    lab.start(PRIMARY, "engine")


def switchover(*words):
    def act(stage):
        stage.control.order("switchover", *words)
    return act


CASES = (
    Case("link lost", act=lambda stage: stage.lab.link(PRIMARY, "down"),
         undo=lambda stage: stage.lab.link(PRIMARY, "up"), with_return=True),
    Case("engine killed", act=kill("engine"), undo=restart_engine, watched=2.0),
    Case("engine frozen 10 s", act=freeze("engine"), undo=restart_engine, frozen=True),
    Case("guard and engine killed", act=kill(*BOTH), undo=restart_engine, watched=2.0),
    Case("guard and engine frozen 10 s", act=freeze(*BOTH), undo=restart_engine, frozen=True),
    Case("SIGTERM", act=terminate, undo=restart_engine, with_return=True),
    Case("switchover", act=switchover(BACKUP), undo=switchover(BACKUP, "--cancel"), tandem_only=True),
    Case("maxscale killed", act=lambda stage: stage.lab.signal(PRIMARY, "maxscale", "KILL"),
         undo=lambda stage: stage.lab.start(PRIMARY, "maxscale")),
)
RETURNS = "old owner returns"
