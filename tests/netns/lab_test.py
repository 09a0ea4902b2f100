# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab itself: it comes up, says what it is, and leaves nothing behind however it ends."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import support
from support import BACKUP, PRIMARY, LabTest, proc

BARE = ("--engine", "none")  # the stand-ins alone: quick, and all that these tests need


class TheLab(LabTest):
    def test_says_what_it_is(self):
        self.up(*BARE)
        status = self.status()
        self.assertEqual(status["dir"], str(self.dir))
        self.assertEqual(status["mode"], "root" if os.geteuid() == 0 else "user")
        self.assertTrue(Path(status["cluster"]).exists())
        self.assertEqual({path.name for path in Path(status["identity"]).iterdir()},
                         {"identity.crt", "identity.key", "peers.json"})
        self.assertEqual([node["name"] for node in status["nodes"]], [PRIMARY, BACKUP])
        self.assertEqual([node["address"] for node in status["nodes"]], ["10.77.0.1", "10.77.0.2"])
        for node in status["nodes"]:
            self.assertTrue(Path(node["run_dir"]).is_dir() and Path(node["state_dir"]).is_dir())
            self.assertEqual(proc.name_of(node["pids"]["maxscale"]), "fake-maxscale")

    def test_keeps_secrets_to_itself(self):
        self.up(*BARE)
        secrets = list(self.dir.glob("secrets/*")) + list(self.dir.rglob("identity.key"))
        self.assertEqual(len(secrets), 7)
        for path in secrets:
            self.assertEqual(path.stat().st_mode & 0o777, 0o600, path)

    def test_hosts_reach_each_other_and_nobody_else(self):
        self.up(*BARE)
        for host in ("maxscale1", "maxscale2", "client"):
            addresses = self.run_on(host, "ip", "-brief", "address").stdout
            self.assertIn("10.77.0.", addresses)
            self.assertEqual(len(addresses.splitlines()), 2, addresses)  # lo and eth0
        reached = self.run_on("client", "curl", "-s", "-m", "2", "telnet://10.77.0.2:4006").stdout
        self.assertIn("BackupMaxScale", reached)

    def test_runs_commands_with_their_exit_code_and_directory(self):
        self.up(*BARE)
        self.assertEqual(self.run_on("client", "sh", "-c", "exit 7").returncode, 7)
        self.assertEqual(self.run_on("maxscale1", "sh", "-c", "echo $TANDEM_NODE; pwd").stdout,
                         f"maxscale1\n{os.getcwd()}\n")

    def test_goes_down_twice(self):
        self.up(*BARE)
        self.assertEqual(self.lab("down").returncode, 0)
        self.assertEqual(self.left_behind(), [])
        self.assertEqual(self.lab("down").returncode, 0)

    def test_comes_up_once(self):
        self.up(*BARE)
        again = self.lab("up", *BARE)
        self.assertEqual(again.returncode, 3)
        self.assertIn("already up", again.stderr)
        self.assertIn("maxscale", self.pids(PRIMARY))

    def test_signals_and_starts_its_programs(self):
        self.up(*BARE)
        first = self.pids(PRIMARY)["maxscale"]
        self.assertEqual(self.lab("signal", PRIMARY, "maxscale", "SIGKILL").returncode, 0)
        self.wait("MaxScale gone", lambda: "maxscale" not in self.pids(PRIMARY))
        self.assertEqual(self.lab("signal", PRIMARY, "maxscale", "KILL").returncode, 3)
        self.assertEqual(self.lab("start", PRIMARY, "maxscale").returncode, 0)
        self.assertNotEqual(self.pids(PRIMARY)["maxscale"], first)

    def test_never_signals_a_process_that_only_has_the_pid(self):
        self.up(*BARE)
        innocent = subprocess.Popen(["sleep", "60"])
        try:
            self.dir.joinpath(PRIMARY, "engine.pid").write_text(f'{{"pid": {innocent.pid}, "start": 1}}')
            self.assertEqual(self.lab("signal", PRIMARY, "engine", "KILL").returncode, 3)
            self.assertEqual(self.lab("down").returncode, 0)
            self.assertIsNone(innocent.poll())
        finally:
            innocent.kill()
            innocent.wait()

    def test_two_stand_side_by_side(self):
        self.up(*BARE)
        with tempfile.TemporaryDirectory(prefix="tn-") as other:
            words = [support.LAB, "--dir", f"{other}/lab"]
            try:
                done = subprocess.run(words + ["up", "--build", support.BUILD, *BARE], capture_output=True, text=True,
                                      check=False)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(self.set_passive(PRIMARY, False), 204)
                self.assertFalse(self.passive(PRIMARY))
            finally:
                subprocess.run(words + ["down"], capture_output=True, check=False)
        self.assertIn("maxscale", self.pids(PRIMARY))

    def test_stands_in_a_user_namespace(self):
        self.up(*BARE, "--user")
        self.assertEqual(self.status()["mode"], "user")
        self.assertIn("10.77.0.9", self.run_on("client", "ip", "address").stdout)


class WhatIsLeft(LabTest):
    """tearDown looks: nothing."""

    def kill_all(self, number):
        pids = {pid for node in (PRIMARY, BACKUP) for pid in self.pids(node).values()}
        pids |= {pid for pid, _ in support.processes_naming(self.dir)}
        self.assertGreaterEqual(len(pids), 4)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):  # the holder's death may have come first
                os.kill(pid, number)

    def test_after_all_its_processes_were_killed(self):
        self.up(*BARE)
        self.kill_all(signal.SIGKILL)
        self.wait("all gone", lambda: not support.processes_naming(self.dir))
        self.assertEqual(self.lab("status").returncode, 1)

    def test_after_all_its_processes_were_stopped(self):
        self.up(*BARE)
        self.kill_all(signal.SIGSTOP)

    def test_after_up_was_killed_halfway(self):
        words = self.command("up", "--build", support.BUILD, *BARE)
        cut_short = 0
        for milliseconds in range(20, 500, 40):
            up = subprocess.Popen(words, stderr=subprocess.DEVNULL)
            time.sleep(milliseconds / 1000)
            if up.poll() is None:
                up.kill()
                cut_short += 1
            up.wait()
            self.assertEqual(self.lab("down").returncode, 0)
            self.assertEqual(self.left_behind(), [], f"killed after {milliseconds} ms")
        self.assertGreater(cut_short, 0)

    def test_a_new_one_comes_up_over_the_remains(self):
        self.up(*BARE)
        self.kill_all(signal.SIGKILL)
        self.wait("all gone", lambda: not support.processes_naming(self.dir))
        self.up(*BARE)

    def test_when_a_command_still_runs_on_a_host(self):
        self.up(*BARE)
        command = subprocess.Popen(self.command("run", "client", "sleep", "100"), stdout=subprocess.DEVNULL)
        self.addCleanup(command.kill)
        self.wait("it runs", lambda: "sleep" in self.run_on("client", "ps", "-eo", "comm").stdout)
        self.assertEqual(self.lab("down").returncode, 0)
        self.assertNotEqual(command.wait(10), 0)


class WhatItRefuses(LabTest):
    def refused(self, code, text, *words):
        done = self.lab(*words)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(text, done.stderr)

    def test_a_directory_that_is_not_its_own(self):
        self.dir.mkdir()
        keep = self.dir / "keep"
        keep.write_text("mine")
        self.refused(2, "holds something else", "up", *BARE)
        self.assertEqual(self.lab("down").returncode, 0)
        self.assertEqual(keep.read_text(), "mine")
        keep.unlink()
        self.dir.rmdir()

    def test_a_directory_too_long_for_sockets(self):
        self.dir = self.parent / ("x" * 90)
        self.refused(2, "too long for the sockets", "up", *BARE)

    def test_programs_that_are_not_built(self):
        done = subprocess.run(self.command("up", "--build", "/nonexistent"), capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 3)
        self.assertIn("build the release preset first", done.stderr)

    def test_a_maxscale_that_is_not_there_or_does_not_start(self):
        self.refused(2, "there is no such program", "up", *BARE, "--maxscale", "/nonexistent --log=stdout")
        self.refused(3, "this one is broken", "up", *BARE, "--maxscale", "sh -c 'echo this one is broken; exit 1'")
        self.assertEqual(self.lab("status").returncode, 1)

    def test_words_that_it_does_not_know(self):
        self.refused(2, "invalid choice", "sideways")
        self.refused(2, "--engine heartbeat", "up", "--engine", "heartbeat")
        self.up(*BARE)
        self.refused(2, "there is no host", "run", "maxscale9", "true")
        self.refused(2, "there is no signal", "signal", PRIMARY, "maxscale", "HUPP")

    def test_to_act_while_it_is_down(self):
        self.refused(3, "no lab is up", "run", "client", "true")
        self.refused(3, "no lab is up", "signal", PRIMARY, "engine", "TERM")
        self.assertEqual(self.lab("status").returncode, 1)


if __name__ == "__main__":
    support.main()
