# SPDX-License-Identifier: GPL-3.0-or-later
"""The namespaces' tests with a real MaxScale in the stand-in's place: $TANDEM_MAXSCALE, or `maxscale` on the PATH.

With --form-only there is none: tests/fakes/maxscale refuses what a real one would refuse of its command line and its
maxscale.cnf, and is the stand-in then. That proves what the lab writes and does, and nothing of MaxScale.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import unittest

import support
from failover_test import TwoHelpers
from identity_test import Identity
from standin_test import TheStandIn
from support import BACKUP, BACKUP_GREETING, PRIMARY, PRIMARY_GREETING, READER, SKIPPED, LabTest

FORM = support.REPOSITORY / "tests" / "fakes" / "maxscale"
FORM_ONLY = False


class InTheLab(LabTest):
    def setUp(self):
        super().setUp()
        self.up("--engine", "none")

    def parameters(self, host):
        return json.loads(self.curl(host, "/v1/maxscale")[1])["data"]["attributes"]["parameters"]

    def names(self, host, what):
        return [item["id"] for item in json.loads(self.curl(host, f"/v1/{what}")[1])["data"]]

    def test_is_what_the_lab_wrote(self):
        for host, greeting in ((PRIMARY, PRIMARY_GREETING), (BACKUP, BACKUP_GREETING)):
            self.assertTrue(self.parameters(host)["passive"])
            self.assertEqual(self.names(host, "servers"), ["server1", "server2"])
            self.assertEqual(self.names(host, "services"), ["RWS"])
            self.assertIn(greeting, self.run_on("client", "curl", "-s", "-m", "2",
                                                f"telnet://{support.ADDRESSES[host]}:4006").stdout)

    def test_has_a_user_who_reads_and_does_not_write(self):
        self.assertEqual(self.curl(PRIMARY, "/v1/maxscale", who=READER)[0], 200)
        self.assertEqual(self.curl(PRIMARY, "/v1/maxscale", "-X", "PATCH", "-d", "{}", who=READER)[0], 401)
        self.assertEqual(self.curl(PRIMARY, "/v1/maxscale", who="monitor:other")[0], 401)
        self.lab("signal", PRIMARY, "maxscale", "KILL")
        self.wait("gone", lambda: "maxscale" not in self.pids(PRIMARY))
        self.assertEqual(self.lab("start", PRIMARY, "maxscale").returncode, 0)
        self.assertEqual(self.curl(PRIMARY, "/v1/maxscale", who=READER)[0], 200)

    def test_keeps_its_files_in_the_lab_and_from_others(self):
        for host in (PRIMARY, BACKUP):
            own = self.dir / host / "maxscale"
            self.assertEqual((own / "maxscale.cnf").stat().st_mode & 0o777, 0o600)
            self.assertTrue((own / "data" / "passwd").exists())
            self.assertTrue((own / "pid" / "maxscale.pid").exists())
            with open(f"/proc/{self.pids(host)['maxscale']}/status", encoding="ascii") as file:
                self.assertIn("CapBnd:\t0000000000000000\n", file.readlines())

    def test_sees_its_servers_down_without_a_database(self):
        if FORM_ONLY:
            self.skipTest("needs a real MaxScale: the stand-in's servers are as it is told")

        def states():
            servers = json.loads(self.curl(PRIMARY, "/v1/servers")[1])["data"]
            return {server["attributes"]["state"] for server in servers}
        self.wait("both Down", lambda: states() == {"Down"})


class WhatTheFormRefuses(LabTest):
    """A maxscale.cnf that is not right ends MaxScale, and `up` says its words."""

    def test_a_parameter_that_there_is_not(self):
        if not FORM_ONLY:
            self.skipTest("its words are those of tests/fakes/maxscale")
        self.up("--engine", "none")
        self.lab("signal", PRIMARY, "maxscale", "TERM")
        self.wait("gone", lambda: "maxscale" not in self.pids(PRIMARY))
        file = self.dir / PRIMARY / "maxscale" / "maxscale.cnf"
        file.write_text(file.read_text().replace("auto_failover", "auto_fallover"))
        done = self.lab("start", PRIMARY, "maxscale")
        self.assertEqual(done.returncode, 3)
        self.assertIn("'auto_fallover' is unrecognized in [Monitor1]", done.stderr)


TESTS = (InTheLab, WhatTheFormRefuses, TheStandIn, TwoHelpers, Identity)  # with the form only: not the longest


def version_of(command):
    done = subprocess.run([*command.split(), "--version"], capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().partition("\n")[0]


def main():
    global FORM_ONLY
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=support.BUILD)
    parser.add_argument("--form-only", action="store_true")
    options, rest = parser.parse_known_args()
    support.BUILD = os.path.abspath(options.build)
    FORM_ONLY = options.form_only
    real = os.environ.get("TANDEM_MAXSCALE") or shutil.which("maxscale") or ""
    if not FORM_ONLY and not real:
        print("skipped: no test ran against a real MaxScale: no maxscale is on the PATH, $TANDEM_MAXSCALE names none")
        sys.exit(SKIPPED)
    if reason := support.why_not():
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    if FORM_ONLY:
        os.environ["TANDEM_FAKE_MAXSCALE"] = f"{support.BUILD}/bin/fake-maxscale"
        support.MAXSCALE = str(FORM)
        print("runs against no MaxScale: against the form of its command line and maxscale.cnf, with the stand-in")
    else:
        support.MAXSCALE = real
        print(f"runs against a real MaxScale: {real}: {version_of(real)}")
    sys.stdout.flush()
    wanted = [test.__name__ for test in TESTS if not (FORM_ONLY and test is Identity)]
    unittest.main(module="__main__", defaultTest=wanted, argv=[sys.argv[0], *rest], verbosity=2)


if __name__ == "__main__":
    main()
