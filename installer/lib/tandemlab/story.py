# SPDX-License-Identifier: GPL-3.0-or-later
"""The story of a failover, played and checked: both up, MaxScale killed, MaxScale back."""

import subprocess
import time

from . import proc
from .layout import NODES
from .prober import is_over, outages_ms

PRIMARY, BACKUP = (node.name for node in NODES)
NODE_OF = {node.version_string: node.name for node in NODES}
SECONDS_FOR_A_STEP = 20
SECONDS_OF_CALM = 1.0
PAUSE = 0.1
CLOCK_READINGS = 5


def clock_of(lab, name):
    """The node's clock against ours, from the quickest of some readings: {"node", "time_ns", "error_ns"}."""
    best = None
    for _ in range(CLOCK_READINGS):
        begin = time.time_ns()
        done = subprocess.run(lab.enter(name) + ["date", "+%s%N"], capture_output=True, text=True, check=True)
        error = (time.time_ns() - begin) // 2
        if best is None or error < best["error_ns"]:
            best = {"node": name, "time_ns": int(done.stdout), "error_ns": error}
    return best


class Step:
    """What must be true at the end of a step, and while it lasts."""

    def __init__(self, name, owner, states, passive, served_by, both_active_limit_ms):
        self.name = name
        self.owner = owner
        self.states = states
        self.passive = passive
        self.served_by = served_by    # who greeted, in order; None: anybody
        self.both_active_limit_ms = both_active_limit_ms


PRIMARY_IS_MASTER = {PRIMARY: "MASTER", BACKUP: "BACKUP"}
STEPS = {
    "up": Step("up", PRIMARY, PRIMARY_IS_MASTER, {PRIMARY: False, BACKUP: True}, [PRIMARY], 0),
    "kill": Step("kill", BACKUP, {PRIMARY: "FAULT", BACKUP: "MASTER"}, {PRIMARY: None, BACKUP: False},
                 [PRIMARY, BACKUP], 0),
    # A MaxScale that was killed while active comes back active, as it had saved, until its agent sees it.
    "return": Step("return", PRIMARY, PRIMARY_IS_MASTER, {PRIMARY: False, BACKUP: True}, [BACKUP, PRIMARY], 100),
}


class Story:
    def __init__(self, lab, control, prober, watch):
        self._lab, self._control, self._prober, self._watch = lab, control, prober, watch

    def play(self, begin_ns):
        """Yields the steps as the report has them. Ends after the first that did not come true."""
        actions = {
            "up": lambda: None,
            "kill": lambda: self._lab.signal(PRIMARY, "maxscale", "KILL"),
            "return": lambda: self._lab.start(PRIMARY, "maxscale"),
        }
        for name, action in actions.items():
            action()
            step = self._finish(STEPS[name], begin_ns)
            begin_ns = step["end_ns"]
            yield step
            if not step["ok"]:
                return

    def _trouble(self, step):
        """What is not yet so, or None."""
        holders = self._lab.vip_holders()
        if holders != [step.owner]:
            return f"the VIP is on {' and '.join(holders) or 'nobody'}, not on {step.owner}"
        passive = self._watch.passive()
        if passive != step.passive:
            return f"passive is {passive}, not {step.passive}"
        states = self._control.states()
        if states != step.states:
            return f"the states are {states}, not {step.states}"
        return None

    def _finish(self, step, begin_ns):
        trouble = ["not looked at yet"]

        def came_true():
            trouble[0] = self._trouble(step)
            return trouble[0] is None
        if proc.wait_until(came_true, SECONDS_FOR_A_STEP, PAUSE):
            time.sleep(SECONDS_OF_CALM)  # what moves once more after it settled would be seen here
            trouble[0] = self._trouble(step)
        problems = [trouble[0]] if trouble[0] else []
        section = self._prober.mark(step.name)
        end_ns = time.time_ns()
        problems += self._client_problems(step, section)

        both, bound = self._watch.both_active_ms(begin_ns, end_ns)
        if both > step.both_active_limit_ms:
            problems.append(f"both MaxScales were active for {both:.0f} ms")
        served_by = [service["version_string"] for service in section["served_by"]]
        return {
            "name": step.name, "ok": not problems, "begin_ns": begin_ns, "end_ns": end_ns,
            "outage_ms": round(max(outages_ms(section), default=0.0), 3), "outages": section["outages"],
            "probes": section["probes"], "failed": section["failed"],
            "vip_owner": [NODE_OF.get(who, who) for who in served_by[-1:]], "served_by": served_by,
            "passive": self._watch.passive(), "events": self._control.events(begin_ns, end_ns),
            "states": self._control.states(), "both_active_ms": round(both, 3), "both_active_bound_ms": round(bound, 3),
            "failures": section["failures"], "prober_gap_ms": section["longest_gap_ms"], "problems": problems,
        }

    @staticmethod
    def _client_problems(step, section):
        problems = []
        greetings = [service["version_string"] for service in section["served_by"]]
        served_by = [NODE_OF.get(greeting, greeting) for greeting in greetings]
        if step.served_by != served_by:
            problems.append(f"clients were served by {served_by}, not by {step.served_by}")
        if not is_over(section):
            problems.append("the outage was not over")
        return problems


def summary(step):
    """One line for people."""
    text = (f"{step['name']:7} {'ok' if step['ok'] else 'NO':3} VIP on {', '.join(step['vip_owner']) or 'nobody'}; "
            f"outage {step['outage_ms']:.0f} ms ({step['failed']} of {step['probes']} probes failed); "
            f"both active {step['both_active_ms']:.0f} ms (at most {step['both_active_bound_ms']:.0f})")
    return "\n".join([text] + [f"        {problem}" for problem in step["problems"]])
