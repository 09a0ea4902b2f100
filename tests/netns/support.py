# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests in namespaces share: a lab of their own for each, and eyes for what it may leave behind."""

import argparse
import functools
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "installer" / "lib"))

from tandemlab import clusterfile, proc  # noqa: E402
from tandemlab.control import Control  # noqa: E402
from tandemlab.lab import Lab  # noqa: E402
from tandemlab.layout import ADDRESSES, VIP  # noqa: E402
from tandemlab.modewatch import ModeWatch  # noqa: E402
from tandemlab.prober import Prober  # noqa: E402

SKIPPED = 77
LAB = str(REPOSITORY / "installer" / "lab")
READER = ":".join(clusterfile.READER)
ADMIN = ":".join(clusterfile.ADMIN)
PRIMARY, BACKUP = "maxscale1", "maxscale2"
PRIMARY_GREETING, BACKUP_GREETING = "PrimaryMaxScale", "BackupMaxScale"
SECONDS = 20

BUILD = str(REPOSITORY / "build" / "dev")
MAXSCALE = ""  # a real one's command, in the stand-in's place


class LabTest(unittest.TestCase):
    """A directory for one lab. Whatever the test did, the lab goes down and nothing of it stays."""

    def setUp(self):
        self.parent = Path(tempfile.mkdtemp(prefix="tn-"))
        self.dir = self.parent / "lab"
        self.links = links_of_host()
        self.addCleanup(self.take_down)  # no tearDown(), which a setUp() that failed does not get

    def take_down(self):
        complaints = self.sanitizer_complaints()
        done = self.lab("down")
        left = self.left_behind()
        shutil.rmtree(self.parent, ignore_errors=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(left, [])
        self.assertEqual(complaints, [])

    def command(self, *words):
        return [LAB, "--dir", str(self.dir), *words]

    def lab(self, *words):
        """Runs installer/lab; up takes the programs of this build."""
        if words[0] == "up":
            words += ("--build", BUILD)
            if MAXSCALE and "--maxscale" not in words:
                words += ("--maxscale", MAXSCALE)
        return subprocess.run(self.command(*words), capture_output=True, text=True, errors="replace", timeout=120,
                              check=False)

    def up(self, *words):
        done = self.lab("up", *words)
        self.assertEqual(done.returncode, 0, done.stderr)

    def status(self):
        return json.loads(self.lab("status", "--json").stdout)

    def pids(self, name):
        return next(node["pids"] for node in self.status()["nodes"] if node["name"] == name)

    def run_on(self, host, *words):
        return self.lab("run", host, *words)

    def left_behind(self):
        """What of the lab still is: processes, files, links on the host."""
        left = [f"process {pid}: {text}" for pid, text in processes_naming(self.dir)]
        left += [str(path) for path in self.parent.iterdir()]
        return left + sorted(links_of_host() - self.links)

    def sanitizer_complaints(self):
        """What ASan and UBSan of the developers' preset wrote into the programs' logs."""
        found = []
        for log in self.dir.glob("*/*.log"):
            found += [f"{log.parent.name}/{log.name}: {line}" for line in log.read_text(errors="replace").splitlines()
                      if "Sanitizer" in line or "runtime error:" in line]
        return found

    # The lab from within

    def inside(self):
        return Lab(self.dir)

    def control(self):
        return Control(self.inside(), BUILD)

    def prober(self):
        return Prober(self.inside(), f"{BUILD}/bin/tandem-prober")

    def watch(self):
        return ModeWatch(self.inside(), READER)

    def steer(self, node, *words):
        """Tells the stand-in of a node to behave otherwise; words as on its command line."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(self.inside().layout.stand_in(node)))
            connection.sendall(f"{shlex.join(words)}\n".encode())
            self.assertEqual(connection.recv(4096), b"ok\n")

    def wait(self, what, condition, seconds=SECONDS):
        if not proc.wait_until(condition, seconds, pause=0.1):
            self.fail(f"not within {seconds} s: {what}\n{self.logs()}")

    def wait_for_owner(self, name):
        lab = self.inside()
        self.wait(f"{VIP} on {name} alone", lambda: lab.vip_holders() == [name])

    def wait_for_states(self, states):
        control = self.control()
        self.wait(f"states {states}", lambda: control.states() == states)

    def assert_nothing_moved(self, section, greeting=PRIMARY_GREETING):
        """Of a prober's section. A stand-in that waits for its processor is late with a greeting; a VIP that moves is gone
        for 600 ms at least, or somebody else greets."""
        self.assertLessEqual(set(section.get("failures", {})), {"no greeting"}, section)
        self.assertLess(sum(each["end_ns"] - each["begin_ns"] for each in section["outages"]), 200_000_000, section)
        self.assertEqual([each["version_string"] for each in section["served_by"]], [greeting], section)

    def logs(self):
        text = []
        for log in sorted(self.dir.glob("*/*.log")):
            text += [f"--- {log.parent.name}/{log.name}"] + log.read_text(errors="replace").splitlines()[-10:]
        return "\n".join(text)

    def curl(self, host, path, *words, who=READER):
        """A request to the MaxScale of a host: (status, body)."""
        done = self.run_on(host, "curl", "-s", "-m", "5", "-u", who, "-w", "\n%{http_code}", *words,
                           f"http://127.0.0.1:8989{path}")
        body, _, code = done.stdout.rpartition("\n")
        return int(code or 0), body

    def passive(self, host):
        return json.loads(self.curl(host, "/v1/maxscale")[1])["data"]["attributes"]["parameters"]["passive"]

    def set_passive(self, host, passive):
        body = json.dumps({"data": {"attributes": {"parameters": {"passive": passive}}}})
        return self.curl(host, "/v1/maxscale?sync=false", "-X", "PATCH", "-d", body, who=ADMIN)[0]


def links_of_host():
    with open("/proc/net/dev", encoding="ascii") as file:
        return {line.split(":")[0].strip() for line in file.readlines()[2:]}


def processes_naming(directory):
    """Processes that have the lab's directory in their command line, but for this one and those that started it."""
    own = proc.ancestors_of(os.getpid())
    found = []
    for pid in proc.all_pids():
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if f"{directory}" in words and pid not in own and proc.identity_of(pid):
            found.append((pid, words))
    found += [(pid, "a holder") for pid in proc.pids_with_environment("TANDEM_LAB_HOLDER_OF", str(directory))]
    return found


def why_not():
    """Why no lab can be here, or nothing."""
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    done = subprocess.run(["unshare", *user, "--net", "--mount", "--pid", "--fork", "--mount-proc",
                           "ip", "link", "add", "br0", "type", "bridge"], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"namespaces cannot be made here: {done.stderr.strip()}"


def needs_root(test):
    return unittest.skipUnless(os.geteuid() == 0, "Keepalived runs its scripts as root only")(test)


def stand_in_only(why):
    """For a test that a real MaxScale cannot have: it is skipped by name there."""
    def decorate(test):
        @functools.wraps(test)
        def skipping(self):
            if MAXSCALE:
                self.skipTest(f"needs the stand-in: {why}")
            test(self)
        return skipping
    return decorate


def main():
    """python3 X_test.py [--build DIR] [unittest's arguments]"""
    global BUILD
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=BUILD)
    options, rest = parser.parse_known_args()
    BUILD = os.path.abspath(options.build)
    if reason := why_not():
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    unittest.main(module="__main__", argv=[sys.argv[0], *rest], verbosity=2)



def main_of_pairs(module):
    """python3 X_test.py [--build DIR] [PATTERN]: as main(), many tests at a time."""
    global BUILD
    import pair
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=BUILD)
    parser.add_argument("pattern", nargs="?")
    options = parser.parse_args()
    BUILD = os.path.abspath(options.build)
    reason = why_not() if os.geteuid() == 0 else "Keepalived needs root"
    if reason:
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    sys.exit(1 if pair.run_all(module, options.pattern) else 0)
