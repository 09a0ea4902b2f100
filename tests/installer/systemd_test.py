# SPDX-License-Identifier: GPL-3.0-or-later
"""The units under a real systemd, which container.sh boots in namespaces: what README's *On real hosts* promises."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SKIPPED = 77
HERE = Path(__file__).resolve().parent
SECONDS = 100
NET_ADMIN_AND_RAW = f"{1 << 12 | 1 << 13:016x}"
NOTHING = f"{0:016x}"

CLUSTER = """format = 1
[cluster]
name = "shop"
[[node]]
name = "maxscale1"
address = "10.77.0.1"
interface = "eth0"
priority = 150
[[node]]
name = "maxscale2"
address = "10.77.0.2"
interface = "eth0"
priority = 100
[[vrrp_instance]]
name = "VI_1"
version = 2
virtual_router_id = 51
advert_int = 1.0
virtual_ipaddress = ["10.77.0.100/24"]
auth_type = "PASS"
auth_pass_file = "vrrp.password"
"""

LIMITS = """format = 1
interfaces = ["eth0"]
vip_ranges = ["10.77.0.100"]
virtual_router_ids = ["51"]
"""

BUILD = ""


class OnHost(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = Path(tempfile.mkdtemp(prefix="tandem-systemd-"))
        cls.work.chmod(0o755)
        (cls.work / "cluster.toml").write_text(CLUSTER, encoding="utf-8")
        (cls.work / "vrrp.password").write_text("mypass\n", encoding="utf-8")
        (cls.work / "limits.toml").write_text(LIMITS, encoding="utf-8")
        shutil.copy(HERE / "onhost.sh", cls.work)
        shutil.copy(HERE / "rollout.py", cls.work)
        with open(cls.work / "console.log", "w", encoding="utf-8") as console:
            subprocess.run(["unshare", "--mount", "timeout", "--signal=KILL", str(SECONDS), "bash",
                            str(HERE / "container.sh"), BUILD, str(cls.work), "onhost.sh"],
                           stdin=subprocess.DEVNULL, stdout=console, stderr=console, check=False)
        cls.found = dict(line.split("=", 1) for line in cls.text("script.out").splitlines() if "=" in line)
        if cls.found.get("done") != "yes":
            logs = "\n".join(f"--- {name}\n{cls.text(name)[-3000:]}" for name in
                             ("console.log", "script.out", "script.err", "tandemd.log", "tandem-agent.log"))
            cls.tearDownClass()
            raise AssertionError(f"the script did not come to its end\n{logs}")

    @classmethod
    def tearDownClass(cls):
        if os.environ.get("TANDEM_KEEP"):
            print(f"kept: {cls.work}")
            return
        shutil.rmtree(cls.work, ignore_errors=True)

    @classmethod
    def text(cls, name):
        path = cls.work / name
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def expect(self, **values):
        for key, value in values.items():
            with self.subTest(key):
                self.assertEqual(self.found.get(key), value, self.text("tandemd.log"))

    def test_the_readme_brings_it_up(self):
        self.expect(installed="0", engine_check="0", agent_check="0", released="0", started="0", ready="running",
                    vip_taken="yes")

    def test_the_agent_makes_its_identity(self):
        self.assertRegex(self.found["fingerprint"], "^[0-9a-f]{64}  -$")
        self.expect(peers="[]")

    def test_each_has_its_user_and_the_capabilities_it_needs(self):
        self.expect(users="tandemd tandem", tandemd_CapPrm=NET_ADMIN_AND_RAW, tandemd_CapBnd=NET_ADMIN_AND_RAW,
                    tandemd_CapAmb=NET_ADMIN_AND_RAW, agent_CapPrm=NOTHING, agent_CapBnd=NOTHING, agent_CapAmb=NOTHING,
                    tandemd_Seccomp="2", agent_Seccomp="2", tandemd_NoNewPrivs="1", agent_NoNewPrivs="1")

    def test_tandemd_has_real_time_priority(self):
        self.assertIn("SCHED_FIFO", self.found["scheduling"])

    def test_the_fence_is_set_up_within_the_sandbox(self):
        self.assertIn("tandem", self.found["fence"])

    def test_they_meet_in_a_directory_where_neither_replaces_the_others_files(self):
        self.expect(engine_socket="660 tandemd tandem", agent_socket="660 tandem tandem", socket_kept="yes")
        status = json.loads(self.text("status.json"))
        self.assertEqual(status["instances"][0]["states"]["maxscale1"], "MASTER")

    def test_reload_moves_nothing(self):
        self.expect(reloaded="0", same_guard="yes")

    def test_a_roll_out_replaces_the_cluster_file_within_limits_that_the_agent_cannot_change(self):
        self.expect(rolled_out="done done done", cluster_file="640 tandemd tandem 1", limits_kept="root",
                    rolled_out_guard="yes")

    def test_killed_as_a_whole_it_leaves_no_vip_and_comes_back(self):
        self.expect(vip_released="yes", restarted="1")

    def test_a_guard_that_does_not_move_is_replaced(self):
        self.expect(watchdog="2")

    def test_tandemd_stops_first_and_maxscale_last(self):
        self.expect(order="tandemd tandem-agent maxscale ", result="success", vip_left="", fence_left="")

    def test_a_bad_file_waits_for_a_person(self):
        self.expect(bad_file="1 4", bad_file_state="failed 0")

    def test_the_sandbox_is_in_nobodys_way(self):
        for name in ("tandemd.log", "tandem-agent.log"):
            self.assertNotIn("not permitted", self.text(name))


def main():
    """python3 systemd_test.py --build DIR [unittest's arguments]"""
    global BUILD
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    options, rest = parser.parse_known_args()
    BUILD = os.path.abspath(options.build)
    reason = ""
    if os.geteuid() != 0:
        reason = "only root may boot a systemd"
    elif not os.access("/lib/systemd/systemd", os.X_OK):
        reason = "no systemd is installed"
    elif not all(Path(BUILD, "bin", name).exists() for name in ("tandemd", "tandem-agent", "tandemctl")):
        reason = f"the programs are not in {BUILD}/bin"
    else:
        done = subprocess.run(["unshare", "--mount", "--net", "--pid", "--fork", "--cgroup", "sh", "-c",
                               "mount -t cgroup2 none /mnt && mount -t overlay none -o lowerdir=/usr:/etc /mnt"],
                              capture_output=True, text=True, check=False)
        reason = done.stderr.strip() if done.returncode else ""
    if reason:
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    unittest.main(module="__main__", argv=[sys.argv[0], *rest], verbosity=2)


if __name__ == "__main__":
    main()
