# SPDX-License-Identifier: GPL-3.0-or-later
"""Guard and engine: whatever is killed or frozen of a helper, one host at most answers for the VIP."""

import json
import subprocess
import time

import support
from support import BACKUP, PRIMARY, PRIMARY_GREETING, BACKUP_GREETING, LabTest
from tandemlab.layout import VIP
from tandemlab.prober import is_over

UP = {PRIMARY: "MASTER", BACKUP: "BACKUP"}
SECONDS_FROZEN = 3      # longer than the lease of 1 s with the kernel's delay of 1.25 s
SECONDS_OF_HOLD = 25    # an engine that comes back waits 10 s before it preempts; slow builds take their time
OTHER_VIP = "10.77.0.111"

# Asks by broadcast for a second; prints the hardware address of each answer.
ASK_FOR_THE_VIP = f"""
import socket, struct, time
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
wire.bind(("eth0", 0))
wire.settimeout(0.02)
own, vip = wire.getsockname()[4], socket.inet_aton("{VIP}")
ask = b"\\xff" * 6 + own + struct.pack("!HHHBBH", 0x0806, 1, 0x0800, 6, 4, 1) + own + bytes(4) + bytes(6) + vip
for _ in range(40):
    wire.send(ask)
    try:
        while True:
            frame = wire.recv(2048)
            if frame[20:22] == b"\\0\\2" and frame[28:32] == vip:
                print(frame[22:28].hex())
    except TimeoutError:
        pass
"""


class GuardAndEngine(LabTest):
    def setUp(self):
        super().setUp()
        self.up("--vrrp-version", "3", "--advert-int", "0.1", "--lease", "1", "--no-checks")
        self.wait_for_owner(PRIMARY)
        self.wait_for_states(UP)

    def greeted(self, prober):
        """Who answered since the last look, in order."""
        return [service["version_string"] for service in prober.mark("look")["served_by"]]

    def wait_for_greeting(self, prober, greeting):
        self.wait(f"{greeting} answers", lambda: self.greeted(prober)[-1:] == [greeting])

    def alarms(self, begin):
        return [event["reason"] for event in self.control().events(begin, time.time_ns())
                if event["kind"] == "alarm" and event["node"] == PRIMARY]

    def who_answers(self):
        """Hardware addresses of all that answer ARP for the VIP."""
        done = self.run_on("client", "python3", "-c", ASK_FOR_THE_VIP)
        self.assertEqual(done.returncode, 0, done.stderr)
        return set(done.stdout.split())

    def table(self, host):
        return self.run_on(host, "nft", "list", "tables").stdout

    def test_a_killed_engine_leaves_nothing_behind_and_comes_back_without_preempting(self):
        before, begin = self.pids(PRIMARY), time.time_ns()
        with self.prober() as prober:
            self.lab("signal", PRIMARY, "engine", "KILL")
            self.wait_for_owner(BACKUP)
            self.wait_for_greeting(prober, BACKUP_GREETING)
            self.wait("another engine", lambda: self.pids(PRIMARY).get("engine") not in (None, before["engine"]))
            self.assertEqual(self.pids(PRIMARY)["guard"], before["guard"])
            self.wait_for_states({PRIMARY: "BACKUP", BACKUP: "MASTER"})
            self.assertTrue(is_over(prober.mark("killed")))
            self.wait("it preempts again", lambda: self.control().states() == UP, SECONDS_OF_HOLD)
            self.assertEqual(self.greeted(prober)[-1:], [PRIMARY_GREETING])
        self.assertTrue(any("by signal 9" in text for text in self.alarms(begin)), self.alarms(begin))

    def test_a_frozen_engine_is_ended_by_its_guard(self):
        before, begin = self.pids(PRIMARY), time.time_ns()
        with self.prober() as prober:
            self.lab("signal", PRIMARY, "engine", "STOP")
            self.wait_for_owner(BACKUP)
            self.wait_for_greeting(prober, BACKUP_GREETING)
            self.wait("another engine", lambda: self.pids(PRIMARY).get("engine") not in (None, before["engine"]))
        self.wait("the alarm", lambda: any("stood still" in text for text in self.alarms(begin)))

    def test_a_killed_guard_takes_its_engine_with_it_and_release_tidies_up(self):
        with self.prober() as prober:
            self.lab("signal", PRIMARY, "guard", "KILL")
            self.wait_for_greeting(prober, BACKUP_GREETING)
            self.wait("both are gone", lambda: not {"guard", "engine"} & set(self.pids(PRIMARY)))
            self.wait("the lease of the old owner is over", lambda: self.inside().vip_holders() == [BACKUP])
        node = next(node for node in self.status()["nodes"] if node["name"] == PRIMARY)
        self.assertIn("netdev tandem", self.table(PRIMARY))
        self.run_on(PRIMARY, "ip", "address", "add", f"{VIP}/32", "dev", "eth0")
        done = self.run_on(PRIMARY, f"{support.BUILD}/bin/tandemd", "--release", "--run-dir", node["run_dir"])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("netdev tandem", self.table(PRIMARY))
        self.assertEqual(self.inside().vip_holders(), [BACKUP])
        self.assertEqual(self.lab("start", PRIMARY, "engine").returncode, 0)
        self.wait_for_states(UP)

    def test_a_frozen_guard_moves_nothing(self):
        begin = time.time_ns()
        with self.prober() as prober:
            self.lab("signal", PRIMARY, "guard", "STOP")
            time.sleep(SECONDS_FROZEN)
            section = prober.mark("frozen")
            self.lab("signal", PRIMARY, "guard", "CONT")
            self.assert_nothing_moved(section)
            self.wait("the guard renews again", lambda: any("guard moves again" in event["reason"] for event in
                                                            self.control().events(begin, time.time_ns())))
            self.assert_nothing_moved(prober.mark("again"))
        self.assertEqual(self.control().states(), UP)
        self.assertTrue(any("guard does not move" in text for text in self.alarms(begin)), self.alarms(begin))

    def test_where_both_are_frozen_the_fence_keeps_the_old_owner_silent(self):
        with self.prober() as prober:
            for role in ("guard", "engine"):
                self.lab("signal", PRIMARY, role, "STOP")
            self.wait_for_greeting(prober, BACKUP_GREETING)
            self.assertEqual(len(self.who_answers()), 1)
            for role in ("engine", "guard"):
                self.lab("signal", PRIMARY, role, "CONT")
            self.wait_for_owner(PRIMARY)
            self.wait_for_states(UP)
            self.assertTrue(is_over(prober.mark("over")))

    def test_another_cluster_file_moves_no_vip_that_need_not_move(self):
        layout = self.inside().layout
        text = layout.cluster.read_text(encoding="utf-8")
        with self.prober() as prober:
            layout.cluster.write_text(text.replace(f'["{VIP}/24"]', f'["{VIP}/24", "{OTHER_VIP}/24"]'),
                                      encoding="utf-8")
            for node in (BACKUP, PRIMARY):
                self.lab("signal", node, "guard", "HUP")
            self.wait("the second VIP", lambda: self.has(PRIMARY, OTHER_VIP))
            layout.cluster.write_text(text.replace("virtual_router_id = 51", "virtual_router_id = 999"),
                                      encoding="utf-8")
            self.lab("signal", PRIMARY, "guard", "HUP")
            log = layout.log(PRIMARY, "engine")
            self.wait("the file is refused", lambda: "out of range" in log.read_text(encoding="utf-8"))
            layout.cluster.write_text(text, encoding="utf-8")  # tandemctl reads it too
            self.wait("the refusal is told", lambda: any(
                "refused" in event["reason"] for event in self.control().events(0, time.time_ns())
                if event["kind"] == "config"))
            self.assertTrue(self.has(PRIMARY, OTHER_VIP))
            for node in (PRIMARY, BACKUP):
                self.lab("signal", node, "guard", "HUP")
            self.wait("the second VIP is gone", lambda: not self.has(PRIMARY, OTHER_VIP))
            section = prober.mark("reloads")
            self.assert_nothing_moved(section)
        self.assertEqual(self.control().states(), UP)

    def has(self, host, address):
        links = json.loads(self.run_on(host, "ip", "-json", "address", "show", "dev", "eth0").stdout)
        return any(entry.get("local") == address for link in links for entry in link["addr_info"])

    def test_sigterm_leaves_nothing_behind(self):
        node = next(node for node in self.status()["nodes"] if node["name"] == PRIMARY)
        self.lab("signal", PRIMARY, "guard", "TERM")
        self.wait_for_owner(BACKUP)
        self.wait("both have ended", lambda: not {"guard", "engine"} & set(self.pids(PRIMARY)))
        self.assertNotIn("netdev tandem", self.table(PRIMARY))
        self.assertEqual(self.run_on(PRIMARY, "ls", node["run_dir"] + "/vips").returncode, 2)


class FenceAndLease(LabTest):
    """A lease of 30 s is safe only under the fence."""

    def setUp(self):
        super().setUp()
        self.up("--vrrp-version", "3", "--advert-int", "0.1", "--no-checks")
        self.wait_for_owner(PRIMARY)

    def lease(self):
        links = json.loads(self.run_on(PRIMARY, "ip", "-json", "address", "show", "dev", "eth0").stdout)
        return next(entry["valid_life_time"] for link in links for entry in link["addr_info"]
                    if entry.get("local") == VIP)

    def wait_for_event(self, begin, words):
        self.wait(words, lambda: any(words in event["reason"] for event in
                                     self.control().events(begin, time.time_ns()) if event["node"] == PRIMARY))

    def test_a_table_that_somebody_else_owns_is_an_alarm_and_shortens_the_leases_until_it_is_gone(self):
        self.wait("the fence's lease", lambda: self.lease() > 20)
        begin = time.time_ns()
        with self.prober() as prober:
            # Whoever owns a table keeps all others from it, and takes it along (nft(8), "flags owner").
            owner = subprocess.Popen(self.inside().enter(PRIMARY) + ["nft", "-i"], stdin=subprocess.PIPE,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
            try:
                owner.stdin.write("delete table netdev tandem; add table netdev tandem { flags owner; }\n")
                owner.stdin.flush()
                self.wait_for_event(begin, "there is no fence in the kernel")
                self.wait("short leases", lambda: self.lease() <= 2)
            finally:
                owner.stdin.close()
                owner.wait(timeout=10)
            self.wait_for_event(begin, "the kernel's fence is in force")
            self.wait("long leases", lambda: self.lease() > 20)
            section = prober.mark("all of it")
        # The VIP is there all the while; a stand-in that is late with its greeting is a busy machine.
        self.assertEqual([why for why in section["failures"] if why != "no greeting"], [], section)


if __name__ == "__main__":
    support.main()
