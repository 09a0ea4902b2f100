# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's namespaces: one set of mount, pid and network namespace that a holder keeps, one network a host in it.

As root they are plain namespaces; else they stand in a user namespace, where nothing needs privileges.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from . import proc
from .errors import LabError
from .layout import ADDRESSES, PREFIX, second_address

MARK = "TANDEM_LAB_HOLDER_OF"
SECONDS_TO_DIE = 10


class Holder:
    """A holder that `up` has just started. Without stay() it goes when this process goes."""

    def __init__(self, layout, user_mode, interfaces=1):
        self.user_mode = user_mode
        words = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
        if user_mode:
            words[1:1] = ["--user", "--map-root-user"]
        words += [sys.executable, "-I", str(Path(__file__).with_name("holder.py"))]
        self._process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True, cwd="/", env={**os.environ, MARK: str(layout.dir)})
        plan = {"interfaces": interfaces, "hosts": [
            {"namespace": str(layout.namespace(name)),
             "addresses": [f"{each}/{PREFIX}" for each in (address, second_address(address))[:interfaces]]}
            for name, address in ADDRESSES.items()]}
        try:
            self._process.stdin.write(json.dumps(plan) + "\n")
            self._process.stdin.flush()
            answer = json.loads(self._process.stdout.readline() or "{}")
        except (OSError, ValueError):
            answer = {}
        if not answer.get("ready"):
            self._process.stdin.close()
            trouble = answer.get("error") or self._process.stderr.read().strip() or "it ended without a word"
            raise LabError(f"the namespaces cannot be made: {trouble}" + advice(user_mode))
        self.identity = proc.identity_of(proc.children_of(self._process.pid)[0])

    def stay(self):
        self._process.stdin.write("stay\n")
        self._process.stdin.close()


def advice(user_mode):
    if user_mode:
        return ("; run it as root, or allow user namespaces "
                "(sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces)")
    return "; root needs CAP_SYS_ADMIN here and a kernel with veth and bridge"


def enter(holder_pid, user_mode, layout, name, directory="/"):
    """The words that run what follows them in the namespaces of one host."""
    words = ["nsenter", "--target", str(holder_pid), "--mount", "--pid"]
    if user_mode:
        words += ["--user", "--preserve-credentials"]
    return words + [f"--wdns={directory}", "nsenter", f"--net={layout.namespace(name)}"]


def enter_bridge(holder_pid, user_mode):
    """The same for where the bridges are: nobody's host, all hosts' cables."""
    words = ["nsenter", "--target", str(holder_pid), "--mount", "--pid", "--net"]
    return words + (["--user", "--preserve-credentials"] if user_mode else [])


def holders_of(layout):
    """Every process that holds this lab's namespaces, also where nobody has written down its pid."""
    own = proc.ancestors_of(os.getpid())
    return [pid for pid in proc.pids_with_environment(MARK, str(layout.dir)) if pid not in own]


def destroy(layout):
    """Ends the holder, and with it all that is in its namespaces, stopped or not."""
    holders = [proc.identity_of(pid) for pid in holders_of(layout)]
    for identity in holders:
        if proc.is_alive(identity):
            try:
                os.kill(identity.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
    if not proc.wait_until(lambda: not any(proc.is_alive(identity) for identity in holders), SECONDS_TO_DIE):
        raise LabError(f"processes of the lab in {layout.dir} do not end")
    return bool(holders)
