# SPDX-License-Identifier: GPL-3.0-or-later
"""The MaxScale stand-in under the signals that a real one was measured with."""

import subprocess
import time

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


if __name__ == "__main__":
    support.main()
