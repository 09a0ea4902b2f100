# SPDX-License-Identifier: GPL-3.0-or-later
"""A computer that nobody knows gets to know a host, by the code that its agent shows."""

import json
import re
import shutil
import subprocess
import time

import support
from support import BACKUP, PRIMARY, LabTest
from tandemlab.layout import ADDRESSES, CLIENT


class Pairing(LabTest):
    def setUp(self):
        super().setUp()
        self.addCleanup(shutil.rmtree, self.parent / "new", ignore_errors=True)
        self.up()
        self.wait_for_owner(PRIMARY)

    def program(self, name):
        return f"{support.BUILD}/bin/{name}"

    def open(self, node, role):
        """The code and the fingerprint that the host shows."""
        shown = self.run_on(node, self.program("tandem-agent"), "pair", "--role", role, "--run-dir",
                            str(self.inside().layout.run_dir(node))).stdout
        return (re.search(r"^code: +(\S+)$", shown, re.M)[1], re.search(r"^this host: +sha256 (\w{64})$", shown, re.M)[1])

    def pair(self, node, code):
        return subprocess.run(self.command("run", CLIENT, self.program("tandemctl"), "pair", ADDRESSES[node],
                                           "--identity", str(self.parent / "new"), "--name", "laptop"),
                              input=code + "\n", capture_output=True, text=True, timeout=60, check=False)

    def status(self):
        done = subprocess.run(self.command("run", CLIENT, self.program("tandemctl"), "status", "--json", "--cluster",
                                           str(self.inside().layout.cluster), "--identity", str(self.parent / "new")),
                              capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, json.loads(done.stdout or "{}")

    def test_a_new_computer_is_paired_with_each_host_and_sees_the_cluster(self):
        for node in (PRIMARY, BACKUP):
            code, fingerprint = self.open(node, "viewer")
            done = self.pair(node, code.lower().replace("-", " "))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"paired with {node} (sha256 {fingerprint}) as viewer", done.stdout)
            self.assertNotIn(code, done.stdout + done.stderr)
        self.wait("both are reached", lambda: all(node["reachable"] for node in self.status()[1]["nodes"]))
        self.assertNotIn(code, self.logs())
        events = self.control().events(0, time.time_ns())
        self.assertTrue([event for event in events if 'paired with "laptop" as viewer' in event["reason"]], events)

    def test_a_wrong_code_is_refused_and_the_fifth_ends_the_pairing(self):
        code, _ = self.open(PRIMARY, "admin")
        wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
        for left in (4, 3, 2, 1):
            done = self.pair(PRIMARY, wrong)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn(f"tries left: {left}", done.stderr)
        self.assertEqual(self.pair(PRIMARY, wrong).returncode, 3)
        done = self.pair(PRIMARY, code)
        self.assertEqual(done.returncode, 3)
        self.assertIn("no pairing is under way there", done.stderr)


if __name__ == "__main__":
    support.main()
