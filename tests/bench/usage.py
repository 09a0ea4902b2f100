# SPDX-License-Identifier: GPL-3.0-or-later
"""What an engine costs: processor time by schedstat, memory by smaps_rollup."""

import os

from tandemlab import proc

ENGINE = ("guard", "engine")


def ran_ns(pid):
    """Time on a processor of all threads, in nanoseconds: utime's ticks are too coarse for 0.01 %."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total


def engine_pids(lab, node):
    pids = lab.pids(node)
    return [pids[role] for role in ENGINE if role in pids]


def engine_ran_ns(lab, node):
    return sum(ran_ns(pid) for pid in engine_pids(lab, node))


def pss_mb(pids):
    """Of processes together, or None."""
    parts = [proc.pss_bytes(pid) for pid in pids]
    return sum(parts) / 1e6 if parts and None not in parts else None
