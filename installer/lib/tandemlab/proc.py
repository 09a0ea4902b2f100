# SPDX-License-Identifier: GPL-3.0-or-later
"""What /proc says. A process is known by its pid and its start time, so that a pid used again is never mistaken."""

import os
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    pid: int
    start: int  # clock ticks since boot


def _stat(pid):
    """The fields of /proc/PID/stat after the name, or None. [0] is the state, [1] the parent, [19] the start time."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()
    except OSError:
        return None


def identity_of(pid):
    fields = _stat(pid)
    return Identity(pid, int(fields[19])) if fields and fields[0] not in "ZX" else None


def is_alive(identity):
    return identity is not None and identity_of(identity.pid) == identity


def name_of(pid):
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""


def all_pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def children_of(parent):
    return [pid for pid in all_pids() if (fields := _stat(pid)) and int(fields[1]) == parent and fields[0] not in "ZX"]


def _of_task(task, name):
    try:
        with open(f"{task}/{name}", encoding="utf-8", errors="replace") as file:
            return " ".join(file.read().split())
    except OSError:
        return ""


def doings_of(pid):
    """A line for each thread of a process and of its children: its state and where in the kernel it waits, where one may
    know that. For a process that does not do what it should."""
    lines = []
    for task in sorted(os.listdir(f"/proc/{pid}/task")) if os.path.isdir(f"/proc/{pid}/task") else []:
        place = f"/proc/{pid}/task/{task}"
        state = _of_task(place, "stat").rpartition(")")[2].split()[:1]
        lines.append(f"{pid}/{task} {_of_task(place, 'comm')} {''.join(state)}: {_of_task(place, 'wchan')}; "
                     f"system call {_of_task(place, 'syscall')}; {_of_task(place, 'stack')}")
    for child in direct_children_of(pid):
        lines += doings_of(child)
    return lines


def direct_children_of(parent):
    """The same from the kernel's own list: quick, for processes with one thread that starts others."""
    try:
        with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as file:
            return [int(pid) for pid in file.read().split()]
    except OSError:
        return children_of(parent)  # a kernel without CONFIG_PROC_CHILDREN


def ancestors_of(pid):
    """pid itself, its parent, and so on."""
    line = []
    while pid > 0 and pid not in line:
        line.append(pid)
        fields = _stat(pid)
        pid = int(fields[1]) if fields else 0
    return line


def _link(path):
    try:
        return os.readlink(path)
    except OSError:
        return None


def host_pid(holder_pid, inner_pid):
    """The pid here of a process that is `inner_pid` in the pid namespace of the holder, or None."""
    namespace = _link(f"/proc/{holder_pid}/ns/pid")
    for pid in all_pids():
        try:
            with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
                inner = next((line.split()[-1] for line in file if line.startswith("NSpid:")), None)
        except OSError:
            continue
        if inner == str(inner_pid) and _link(f"/proc/{pid}/ns/pid") == namespace:
            return pid
    return None


def pids_with_environment(name, value):
    """Processes that were started with NAME=VALUE."""
    wanted = f"{name}={value}".encode()
    found = []
    for pid in all_pids():
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                if wanted in file.read().split(b"\0"):
                    found.append(pid)
        except OSError:
            continue
    return found


def listening_ports(pid):
    """TCP ports with a listener in the network namespace of `pid`."""
    ports = set()
    for table in ("tcp", "tcp6"):
        try:
            with open(f"/proc/{pid}/net/{table}", encoding="ascii") as file:
                for line in file.readlines()[1:]:
                    fields = line.split()
                    if fields[3] == "0A":  # TCP_LISTEN
                        ports.add(int(fields[1].rpartition(":")[2], 16))
        except OSError:
            continue
    return ports


def pss_bytes(pid):
    """Proportional set size, or None."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def wait_until(condition, seconds, pause=0.02):
    """True as soon as the condition holds, False when the time is over."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
    return True
