# SPDX-License-Identifier: GPL-3.0-or-later
"""The MaxScale stand-in under the signals that a real one was measured with, and what Tandem makes of its switches.

What Tandem does not write beside locks and config_sync: switches_test.py.
"""

import json
import os
import subprocess
import time
import unittest

import support
from support import BACKUP, PRIMARY, LabTest

# Connects to a port of this host and tells what comes: "greeting", "silence", "refused".
ASK = """
import socket, sys
try:
    connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)
    connection.settimeout(float(sys.argv[2]))
    print("greeting" if connection.recv(100) else "closed")
except ConnectionRefusedError:
    print("refused")
except TimeoutError:
    print("silence")
"""

# Holds a connection to the REST port and tells when it ends.
HOLD = """
import socket, time
connection = socket.create_connection(("127.0.0.1", 8989), 1)
print("held", flush=True)
connection.settimeout(10)
end = connection.recv(1)
print("ended", time.time_ns(), flush=True)
"""


class TheStandIn(LabTest):
    def setUp(self):
        super().setUp()
        self.up("--engine", "none")

    def ask(self, port=4006, seconds=1.0):
        return self.run_on(PRIMARY, "python3", "-c", ASK, str(port), str(seconds)).stdout.strip()

    def test_accepts_and_is_silent_while_stopped(self):
        self.assertEqual(self.ask(), "greeting")
        self.lab("signal", PRIMARY, "maxscale", "STOP")
        self.assertEqual(self.ask(seconds=0.3), "silence")
        self.assertEqual(self.ask(port=8989, seconds=0.3), "silence")
        self.lab("signal", PRIMARY, "maxscale", "CONT")
        self.assertEqual(self.ask(), "greeting")

    def test_refuses_soon_after_sigterm(self):
        begin = time.monotonic()
        self.lab("signal", PRIMARY, "maxscale", "TERM")
        self.wait("refused", lambda: self.ask() == "refused" and self.ask(port=8989) == "refused")
        self.assertLess(time.monotonic() - begin, 3)  # the real one: 0.25 s; this includes the start of Pythons

    def test_held_connections_end_when_it_is_killed(self):
        held = subprocess.Popen(self.command("run", PRIMARY, "python3", "-c", HOLD), stdout=subprocess.PIPE, text=True)
        try:
            self.assertEqual(held.stdout.readline(), "held\n")
            before = time.time_ns()
            self.lab("signal", PRIMARY, "maxscale", "KILL")
            after = time.time_ns()
            word, at = held.stdout.readline().split()
            self.assertEqual(word, "ended")
            self.assertTrue(before <= int(at) <= after + 100_000_000)
        finally:
            held.kill()
            held.wait()
            held.stdout.close()

    def test_mode_survives_kill_and_restart(self):
        self.assertTrue(self.passive(PRIMARY))  # it was started so
        self.assertEqual(self.set_passive(PRIMARY, False), 204)
        self.lab("signal", PRIMARY, "maxscale", "KILL")
        self.wait("gone", lambda: self.ask() == "refused")
        self.assertEqual(self.lab("start", PRIMARY, "maxscale").returncode, 0)
        self.wait("back", lambda: self.ask() == "greeting")
        self.assertFalse(self.passive(PRIMARY))

    @support.stand_in_only("no real one can be told to freeze its REST while its listeners greet")
    def test_rest_waits_while_listeners_greet_when_it_is_told_to(self):
        self.steer(PRIMARY, "--rest-answer", "slow", "--slow-ms", "600000")
        self.assertEqual(self.curl(PRIMARY, "/v1/maxscale", "-m", "1")[0], 0)
        self.assertEqual(self.ask(), "greeting")
        self.assertEqual(self.curl(BACKUP, "/v1/maxscale")[0], 200)
        self.steer(PRIMARY, "--rest-answer", "normal")
        self.assertEqual(self.curl(PRIMARY, "/v1/maxscale")[0], 200)


class WhatTandemMakesOfIt(LabTest):
    def setUp(self):
        super().setUp()
        if support.MAXSCALE:
            self.skipTest("needs the stand-in, which is told what to be")
        self.up("--vrrp-version", "3", "--advert-int", "0.1", "--check-interval", "0.3")
        self.wait_for_owner(PRIMARY)
        self.wait("nothing is wrong", lambda: self.codes() == [])

    def seen(self):
        return self.control().status() or {"nodes": [], "alarms": [{"code": "no status", "node": ""}]}

    def codes(self):
        """(node, alarm) of all; who tells of what concerns several is the first node."""
        return sorted((alarm["node"], alarm["code"]) for alarm in self.seen()["alarms"])

    def maxscale_of(self, name):
        return next((node["maxscale"] for node in self.seen()["nodes"] if node["name"] == name), {})

    def change(self, old, new):
        """Another cluster file, which the agents read when they begin."""
        file = self.inside().layout.cluster
        text = file.read_text(encoding="utf-8")
        self.assertIn(old, text)
        file.write_text(text.replace(old, new), encoding="utf-8")

    def again(self, *roles):
        for node in (PRIMARY, BACKUP):
            for role in roles:
                self.lab("signal", node, role, "KILL")
                self.wait(f"{role} of {node} is gone", lambda node=node, role=role: role not in self.pids(node))
                done = self.lab("start", node, role)
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_lock_holder_that_is_passive_fails_over_nothing(self):
        for node in (PRIMARY, BACKUP):
            self.steer(node, "--locks", "majority_of_running")
        self.steer(PRIMARY, "--lock-holder", "on")
        self.change('mode = "passive"', 'mode = "cooperative"')
        self.again("agent")
        for node in (PRIMARY, BACKUP):
            self.assertEqual(self.set_passive(node, False), 204)
        self.wait("nothing is wrong", lambda: self.codes() == [])
        self.assertEqual(self.set_passive(PRIMARY, True), 204)
        self.wait("the alarm", lambda: self.codes() == [(PRIMARY, "passive-lock-primary")])
        self.assertIs(self.passive(PRIMARY), True, "what another hand wrote stays")
        self.assertEqual(self.set_passive(PRIMARY, False), 204)
        self.wait("the alarm is over", lambda: self.codes() == [])

    def test_config_sync_out_of_step_is_shown_at_once(self):
        """It is an alarm when it lasts, for a minute: tests/agent/clusterfindings_test.cpp."""
        self.steer(PRIMARY, "--config-sync", "4:aa")
        self.steer(BACKUP, "--config-sync", "3:bb:Failed")

        def shared():
            return [self.maxscale_of(node).get("config_sync") for node in (PRIMARY, BACKUP)]
        self.wait("both are shown", lambda: shared() == [
            {"version": 4, "checksum": "aa", "status": "OK"},
            {"version": 3, "checksum": "bb", "status": "Failed"}])
        self.assertIn("config_sync, version 3: Failed", self.told())
        self.assertNotIn("config_sync, version 4", self.told())

    def told(self):
        """`tandemctl status`, as a DBA reads it."""
        layout = self.inside().layout
        return self.run_on("client", f"{support.BUILD}/bin/tandemctl", "status", "--cluster", str(layout.cluster),
                           "--identity", str(layout.identity)).stdout

    def certificate(self, name):
        """A key and a certificate that is its own authority."""
        key, certificate = self.inside().layout.secrets / f"{name}.key", self.inside().layout.secrets / f"{name}.crt"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key),
                        "-out", str(certificate)], check=True, capture_output=True)
        return str(key), str(certificate)

    def test_https_is_healthy_with_its_authority_and_an_alarm_with_another(self):
        key, certificate = self.certificate("right")
        _, other = self.certificate("other")
        layout = self.inside().layout
        state = json.loads(layout.state.read_text(encoding="utf-8"))
        state["plan"]["stand_in"] = ["--tls-key", key, "--tls-certificate", certificate]
        layout.state.write_text(json.dumps(state), encoding="utf-8")
        self.change('url = "http://127.0.0.1:8989"', f'url = "https://127.0.0.1:8989"\nca_file = "{certificate}"')
        self.again("maxscale", "agent")

        def are(**wanted):
            return all(self.maxscale_of(node).get(key) == value for node in (PRIMARY, BACKUP)
                       for key, value in wanted.items())
        self.wait("both are healthy", lambda: are(verdict="ok", reachable=True) and self.codes() == [])
        self.wait_for_owner(PRIMARY)
        self.wait("the modes are right", lambda: [self.maxscale_of(node)["passive"] for node in (PRIMARY, BACKUP)] ==
                  [False, True])
        self.change(certificate, other)
        self.again("agent")
        self.wait("the alarm on both", lambda: {(PRIMARY, "maxscale-tls"), (BACKUP, "maxscale-tls")} <=
                  set(self.codes()))
        self.assertTrue(are(verdict="ok", reachable=False), "a mistake in the file moves no VIP")
        self.assertIn("TLS", next(alarm["text"] for alarm in self.seen()["alarms"] if alarm["code"] == "maxscale-tls"))
        self.assertEqual(self.inside().vip_holders(), [PRIMARY])

    @unittest.skipUnless(os.geteuid() == 0, "mounts a directory on the lab's own /var/lib")
    def test_a_saved_section_that_may_not_be_read_is_a_note_and_no_alarm(self):
        """The agent has no capabilities, not even root's in a lab: what is closed to others is closed to it."""
        saved = "/var/lib/maxscale/maxscale.cnf.d"
        for words in (("mount", "-t", "tmpfs", "-o", "mode=755", "none", "/var/lib"), ("mkdir", "-p", saved),
                      ("sh", "-c", f"printf '[maxscale]\\nthreads=2\\n' > {saved}/maxscale.cnf"),
                      ("chgrp", "daemon", "/var/lib/maxscale"), ("chown", "daemon", "/var/lib/maxscale"),
                      ("chmod", "0750", "/var/lib/maxscale")):
            done = self.run_on(PRIMARY, *words)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.again("agent")
        note = f"{saved}/maxscale.cnf may not be read by root: add root to group daemon and restart tandem-agent"
        self.wait("the note", lambda: note in self.maxscale_of(PRIMARY).get("not_checked", ""))
        self.assertIn(note, self.told())
        self.assertEqual(self.codes(), [])


if __name__ == "__main__":
    support.main()
