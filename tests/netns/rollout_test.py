# SPDX-License-Identifier: GPL-3.0-or-later
"""tandemctl apply: another cluster file goes to the standby first, then to the owner, and back where it is not right."""

import json
import socket
import subprocess
import time

import support
from support import BACKUP, PRIMARY, VIP, LabTest

UP = {PRIMARY: "MASTER", BACKUP: "BACKUP"}
OTHER_VIP = "10.77.0.111"
DONE, NO = 0, 1


class RollOut(LabTest):
    def setUp(self):
        super().setUp()
        self.up("--vrrp-version", "3", "--advert-int", "0.2", "--check-interval", "0.5")
        self.wait_for_owner(PRIMARY)
        self.wait_for_states(UP)
        self.wait("nothing is wrong", lambda: (self.control().status() or {}).get("alarms") == [])
        self.begin = time.time_ns()

    def cluster_of(self, host):
        return self.inside().layout.cluster_of(host)

    def other_file(self, *changes):
        text = self.inside().layout.cluster.read_text(encoding="utf-8")
        for old, new in changes:
            self.assertIn(old, text)
            text = text.replace(old, new)
        file = self.inside().layout.cluster.with_name("other.toml")
        self.addCleanup(file.unlink, missing_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def command_for(self, file, *words):
        layout = self.inside().layout
        return self.inside().enter("client") + [f"{support.BUILD}/bin/tandemctl", "apply", str(file), "--identity",
                                                str(layout.identity), "--json", *words]

    def apply(self, file, *words):
        """Exit code, outcome, [(node, text)]"""
        done = subprocess.run(self.command_for(file, *words), capture_output=True, text=True, timeout=240, check=False)
        answer = json.loads(done.stdout or "{}")
        return done.returncode, answer.get("outcome"), [(word["node"], word["text"]) for word in answer.get("words", [])]

    def files(self):
        return [self.cluster_of(host).read_text(encoding="utf-8") for host in (PRIMARY, BACKUP)]

    def moves(self):
        """Changes of state since the test began."""
        return [(event["node"], event["to"]) for event in self.control().events(self.begin, time.time_ns())
                if event["kind"] == "state"]

    def test_a_file_goes_to_the_standby_first_and_no_vip_moves(self):
        file = self.other_file((f'["{VIP}/24"]', f'["{VIP}/24", "{OTHER_VIP}/24"]'), ("priority = 100", "priority = 110"))
        code, outcome, words = self.apply(file)
        self.assertEqual((code, outcome), (DONE, "done"), f"{words}\n{self.logs()}")
        self.assertEqual(words, [(BACKUP, "has it on trial"), (PRIMARY, "has it on trial"), (BACKUP, "keeps it"),
                                 (PRIMARY, "keeps it")])
        self.assertEqual(self.files(), [file.read_text(encoding="utf-8")] * 2)
        self.assertIn(OTHER_VIP, self.run_on(PRIMARY, "ip", "addr").stdout)
        self.wait("all agents have the file, and no trial is on",
                  lambda: all(node["trial_until_ns"] is None for node in self.control().status()["nodes"]))
        self.assertEqual(self.moves(), [])
        self.assertEqual(self.apply(file)[:2], (DONE, "done"))

    def test_what_root_does_not_allow_is_refused_and_nothing_changes(self):
        before = self.files()
        limits = self.cluster_of(PRIMARY).with_name("limits.toml")
        limits.write_text(limits.read_text(encoding="utf-8").replace('"10.77.0.0/16"', f'"{VIP}"'), encoding="utf-8")
        code, outcome, words = self.apply(self.other_file((f'["{VIP}/24"]', f'["{VIP}/24", "{OTHER_VIP}/24"]')))
        self.assertEqual((code, outcome), (NO, "refused"), words)
        self.assertEqual(words, [(PRIMARY, f"does not take it: {limits}: root allows no roll-out the VIP {OTHER_VIP}")])
        self.assertEqual(self.files(), before)

    def test_a_change_that_only_all_can_make_needs_a_word(self):
        file = self.other_file(("virtual_router_id = 51", "virtual_router_id = 52"))
        before = self.files()
        code, outcome, words = self.apply(file)
        self.assertEqual((code, outcome), (NO, "refused"), words)
        self.assertIn("VI_1: virtual_router_id", words[0][1])
        self.assertEqual(self.files(), before)
        self.assertEqual(self.moves(), [])
        code, outcome, words = self.apply(file, "--interrupt")
        self.assertEqual((code, outcome), (DONE, "done"), f"{words}\n{self.logs()}")
        self.assertEqual(self.control().states(), UP)
        self.assertEqual([node for node, to in self.moves() if to == "MASTER"], [PRIMARY])

    def test_a_file_that_leaves_a_host_without_its_state_is_taken_back(self):
        before = self.files()
        file = self.other_file(('track = ["maxscale"]', 'track = ["maxscale", "gone"]'),
                               ("[helper]", '[[check]]\nname = "gone"\nkind = "file"\nfile = "/nowhere"\n'
                                            "interval = 0.5\n\n[helper]"))
        code, outcome, words = self.apply(file)
        self.assertEqual((code, outcome), (NO, "taken-back"), f"{words}\n{self.logs()}")
        self.assertEqual(words[-1], (BACKUP, "has its old file again"))
        self.assertEqual(self.files(), before)
        self.wait_for_states(UP)
        self.assertNotIn((PRIMARY, "BACKUP"), self.moves())

    def call(self, host, method, **params):
        """What an admin on the host asks its agent: the result, or the error's text."""
        with socket.socket(socket.AF_UNIX) as agent:
            agent.settimeout(20)
            agent.connect(str(self.inside().layout.run_dir(host) / "agent.sock"))
            for number, (name, given) in enumerate([("hello", {"protocol": 1}), (method, params)]):
                agent.sendall(json.dumps({"jsonrpc": "2.0", "id": number, "method": name, "params": given}).encode() + b"\n")
            for line in agent.makefile(encoding="utf-8"):
                answer = json.loads(line)
                if answer.get("id") == 1:
                    return answer.get("result") or answer["error"]["data"]["text"]
        return None

    def take_on_trial(self, seconds):
        """The standby alone, by hand."""
        text = self.other_file(("priority = 100", "priority = 110")).read_text(encoding="utf-8")
        digest = self.call(BACKUP, "offer_file", text=text, was=self.call(BACKUP, "cluster_file")["digest"])["digest"]
        self.call(BACKUP, "try_file", digest=digest, seconds=seconds)
        self.wait("the standby has it on trial", lambda: self.trial(BACKUP))
        return digest

    def test_a_file_that_nobody_keeps_goes_by_itself(self):
        before = self.files()
        digest = self.take_on_trial(6)
        self.wait("it has its old file again", lambda: self.trial(BACKUP) is None)
        self.assertEqual(self.files(), before)
        self.wait("it says why", lambda: any("it was not kept in time" in event["reason"] for event in
                                             self.control().events(self.begin, time.time_ns())))
        self.wait("the agent has the old file, too", lambda: self.call(BACKUP, "cluster_file")["digest"] != digest)
        self.assertEqual(self.call(BACKUP, "end_trial", digest=digest, keep=True),
                         "this is not the file that is in force here")
        self.assertEqual(self.moves(), [])

    def test_a_host_that_hears_its_peers_no_more_returns(self):
        self.take_on_trial(600)
        self.lab("link", PRIMARY, "cut")
        log = self.inside().layout.log(BACKUP, "engine")
        self.wait("it has its old file again", lambda: "taken back: instance VI_1 does not hear its peers any more" in
                  log.read_text(encoding="utf-8"))

    def test_an_engine_that_ends_under_the_new_file_has_the_old_one_again(self):
        before = self.files()
        self.take_on_trial(600)
        self.lab("signal", BACKUP, "engine", "KILL")
        self.wait("it has its old file again", lambda: self.trial(BACKUP) is None)
        self.assertEqual(self.files(), before)

    def test_a_reload_ends_a_trial(self):
        self.take_on_trial(600)
        self.lab("signal", BACKUP, "guard", "HUP")
        self.wait("it has its old file again", lambda: self.trial(BACKUP) is None)
        self.assertEqual(self.moves(), [])

    def trial(self, host):
        node = next(node for node in (self.control().status() or {"nodes": []})["nodes"] if node["name"] == host)
        return node.get("trial_until_ns")

    def test_a_host_whose_file_differs_is_an_alarm_with_the_difference(self):
        text = self.cluster_of(BACKUP).read_text(encoding="utf-8")
        self.cluster_of(BACKUP).unlink()  # a link to the lab's own
        self.cluster_of(BACKUP).write_text(text.replace("priority = 100", "priority = 90"), encoding="utf-8")
        self.lab("signal", BACKUP, "guard", "HUP")
        self.wait("both say so", lambda: {alarm["node"]: alarm["text"] for alarm in self.control().status()["alarms"]
                                          if alarm["code"] == "cluster-file-differs"} == {
            PRIMARY: f"{BACKUP} has another cluster file: line 19 is `priority = 90` there, and `priority = 100` here",
            BACKUP: f"{PRIMARY} has another cluster file: line 19 is `priority = 100` there, and `priority = 90` here"})
        self.assertEqual(self.apply(self.inside().layout.cluster)[:2], (DONE, "done"))
        self.wait("it is over", lambda: self.control().status()["alarms"] == [])


if __name__ == "__main__":
    support.main()
