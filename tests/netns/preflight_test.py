# SPDX-License-Identifier: GPL-3.0-or-later
"""tandemctl preflight asks the helpers of two hosts: what it says of a network that is well, and of one that is not."""

import json
import shutil
import subprocess

import support
from support import BACKUP, PRIMARY, VIP, LabTest
from tandemlab.layout import ADDRESSES, CLIENT


class Preflight(LabTest):
    def setUp(self):
        super().setUp()
        self.addCleanup(shutil.rmtree, self.parent / "other.toml", ignore_errors=True)
        self.up("--vrrp-version", "3", "--advert-int", "0.2", "--check-interval", "0.5")
        self.wait_for_owner(PRIMARY)
        self.wait("nothing is wrong", lambda: (self.control().status() or {}).get("alarms") == [])

    def preflight(self, *words, file=None):
        """Exit code, {code: [(outcome, node, text)]}"""
        done = subprocess.run(self.command("run", CLIENT, f"{support.BUILD}/bin/tandemctl", "preflight",
                                           str(file or self.inside().layout.cluster), "--identity",
                                           str(self.inside().layout.identity), "--json", *words),
                              capture_output=True, text=True, timeout=60, check=False)
        found = {}
        for answer in json.loads(done.stdout or '{"answers":[]}')["answers"]:
            found.setdefault(answer["code"], []).append((answer["outcome"], answer["node"], answer["text"]))
        return done.returncode, found


    def other_file(self, old, new):
        text = self.inside().layout.cluster.read_text(encoding="utf-8")
        self.assertIn(old, text)
        file = self.inside().layout.cluster.with_name("other.toml")
        file.write_text(text.replace(old, new), encoding="utf-8")
        return file

    def test_a_pair_that_is_well_has_an_answer_to_each_question(self):
        code, found = self.preflight()
        self.assertEqual(code, 0, found)
        self.assertEqual(sorted(found), [f"PRE{number:03}" for number in range(1, 15)])
        worse = [answer for answers in found.values() for answer in answers if answer[0] != "fine"]
        self.assertEqual(worse, [])
        self.assertIn(("fine", None, f"{VIP} is on {PRIMARY} and nowhere else"), found["PRE006"])
        self.assertEqual({(node, text) for _, node, text in found["PRE009"]},
                         {(BACKUP, f"adverts pass from {PRIMARY} to {BACKUP} (multicast)"),
                          (PRIMARY, f"adverts pass from {BACKUP} to {PRIMARY} (multicast)")})
        self.assertEqual(self.control().states(), {PRIMARY: "MASTER", BACKUP: "BACKUP"})
        events = self.control().events(0, 2**62)
        self.assertEqual([event for event in events if event["to"] == "foreign-router-id"], [])

    def test_a_question_is_asked_alone(self):
        code, found = self.preflight("--only", "PRE004", "--node", BACKUP)
        self.assertEqual((code, found), (0, {"PRE004": [("fine", BACKUP, "eth0 is up")]}))

    def wall(self, host, hook):
        """A firewall as hosts have them: protocol 112 is not thought of."""
        done = self.run_on(host, "nft", f"add table inet wall; add chain inet wall rules {{ type filter hook {hook} priority 0; "
                                        "}; add rule inet wall rules ip protocol 112 drop")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_adverts_that_do_not_get_in_are_an_error(self):
        self.wall(PRIMARY, "input")
        code, found = self.preflight("--only", "PRE009")
        self.assertEqual(code, 1)
        self.assertEqual(found["PRE009"], [
            ("error", PRIMARY, f"adverts do not pass from {BACKUP} to {PRIMARY} (multicast)"),
            ("fine", BACKUP, f"adverts pass from {PRIMARY} to {BACKUP} (multicast)")])

    def test_adverts_that_do_not_get_out_are_an_error_of_that_host(self):
        self.wall(BACKUP, "output")
        code, found = self.preflight("--only", "PRE009")
        self.assertEqual(code, 1)
        self.assertEqual(found["PRE009"], [
            ("error", BACKUP, f"its kernel sends no adverts to {PRIMARY}: eth0: 224.0.0.18 cannot be sent to: Operation not "
                              "permitted"),
            ("fine", BACKUP, f"adverts pass from {PRIMARY} to {BACKUP} (multicast)")])

    def test_an_address_that_somebody_else_has_is_no_vip(self):
        file = self.other_file(f'"{VIP}/24"', f'"{ADDRESSES[CLIENT]}/24"')
        code, found = self.preflight("--only", "PRE006", "--only", "PRE003", file=file)
        self.assertEqual(code, 1)
        (outcome, _, text), = found["PRE006"]
        self.assertEqual(outcome, "error")
        self.assertRegex(text, rf"^{ADDRESSES[CLIENT]} is answered by [0-9a-f:]{{17}}, which is no node's")
        self.assertEqual({answer[0] for answer in found["PRE003"]}, {"note"})
        file = self.other_file(f'"{VIP}/24"', '"10.77.0.201/24"')
        self.assertEqual(self.preflight("--only", "PRE006", file=file),
                         (0, {"PRE006": [("fine", None, "10.77.0.201 is free: nobody answers for it")]}))

    def test_what_the_kernel_the_interface_and_maxscale_refuse_is_named(self):
        self.run_on(BACKUP, "sysctl", "-q", "-w", "net.ipv4.conf.eth0.arp_ignore=8")
        file = self.other_file('interface = "eth0"', 'interface = "eth7"')
        code, found = self.preflight("--only", "PRE004", file=file)
        self.assertEqual(code, 1)
        self.assertIn(("error", BACKUP, "it has no interface eth7"), found["PRE004"])
        code, found = self.preflight("--only", "PRE010")
        self.assertEqual([(answer[0], answer[1]) for answer in found["PRE010"]], [("fine", PRIMARY), ("error", BACKUP)])
        self.lab("signal", BACKUP, "maxscale", "KILL")
        self.wait("MaxScale is gone", lambda: "maxscale" not in self.pids(BACKUP))
        code, found = self.preflight("--only", "PRE013", "--only", "PRE014", "--node", BACKUP)
        self.assertEqual(code, 1)
        self.assertEqual([answer[0] for answer in found["PRE013"] + found["PRE014"]], ["error", "not-known"])

    def test_a_helper_that_is_gone_is_told_and_the_others_are_asked(self):
        self.lab("signal", BACKUP, "agent", "KILL")
        code, found = self.preflight("--only", "PRE001", "--only", "PRE004")
        self.assertEqual(code, 1)
        self.assertEqual([answer[:2] for answer in found["PRE001"]], [("fine", PRIMARY), ("error", BACKUP)])
        self.assertEqual(found["PRE004"], [("fine", PRIMARY, "eth0 is up")])


if __name__ == "__main__":
    support.main()
