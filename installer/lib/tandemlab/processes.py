# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts, finds and signals the programs of a lab."""

import json
import os
import signal
import subprocess

from . import proc
from .errors import LabError, USAGE

# In the background of a shell setsid(1) does not fork: $! is the program itself.
LAUNCH = 'log=$1; shift; setsid "$@" </dev/null >>"$log" 2>&1 & echo $!'
NOT_INHERITED = ("JOURNAL_STREAM", "NOTIFY_SOCKET", "INVOCATION_ID")
TAIL_LINES = 15


def launch(entered, holder_pid, words, log, pidfile, environment):
    """Starts `words` after `entered` (see namespaces.enter) as a daemon and writes down who it is."""
    variables = {**os.environ, **environment}
    for name in NOT_INHERITED:
        variables.pop(name, None)
    done = subprocess.run(entered + ["sh", "-c", LAUNCH, "sh", str(log)] + words, env=variables, capture_output=True,
                          text=True, check=False)
    if done.returncode or not done.stdout.strip():
        raise LabError(f"{words[0]} cannot be started: {done.stderr.strip()}")
    pid = proc.host_pid(holder_pid, int(done.stdout))
    identity = proc.identity_of(pid) if pid else None
    if identity is None:
        raise LabError(f"{os.path.basename(words[0])} ended at once:\n{tail(log)}")
    pidfile.write_text(json.dumps({"pid": identity.pid, "start": identity.start}) + "\n", encoding="ascii")
    return identity


def running(pidfile):
    """The identity in a pidfile, if that very process still lives."""
    try:
        entry = json.loads(pidfile.read_text(encoding="ascii"))
        identity = proc.Identity(int(entry["pid"]), int(entry["start"]))
    except (OSError, ValueError, KeyError):
        return None
    return identity if proc.is_alive(identity) else None


def signal_number(text):
    """"KILL", "SIGKILL" or "9"."""
    name = text.upper()
    if name.isdigit() and 0 < int(name) < signal.NSIG:
        return int(name)
    try:
        return signal.Signals[name if name.startswith("SIG") else "SIG" + name].value
    except KeyError:
        raise LabError(f"there is no signal \"{text}\"", USAGE) from None


def send(identity, number, whole_group):
    """A MaxScale of the user's own may be a shell with children: its whole group gets the signal."""
    try:
        if whole_group:
            os.killpg(identity.pid, number)
        else:
            os.kill(identity.pid, number)
    except ProcessLookupError:
        raise LabError("it has just ended") from None
    except PermissionError:
        raise LabError(f"not allowed to signal process {identity.pid}") from None


def tail(log, lines=TAIL_LINES):
    try:
        text = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "(no log)"
    return "\n".join(text[-lines:]) or "(its log is empty)"
