# SPDX-License-Identifier: GPL-3.0-or-later
"""Planned moves: what tandemctl orders is done without a failed probe, stays until it is ended, or is refused with why."""

import json
import subprocess
import time

import support
from support import BACKUP, BACKUP_GREETING, PRIMARY, PRIMARY_GREETING, LabTest

UP = {PRIMARY: "MASTER", BACKUP: "BACKUP"}
MOVED = {PRIMARY: "BACKUP", BACKUP: "MASTER"}
# Master_Down_Interval is 3.6 s at adverts of 1 s, 0.36 s at 0.1 s: an override that did not last would be over after this.
# That nothing moves takes time to prove: more than a Master_Down_Interval, at 1 s adverts and at faster ones.
SECONDS_OF_CALM, SECONDS_OF_QUICK_CALM = 5, 1.5
QUICK = ("--vrrp-version", "3", "--advert-int", "0.1")
SECONDS_OF_HOLD = 25  # an engine that comes back waits 10 s before it preempts; slow builds take their time
DONE, NO, USAGE, NOT_REACHED = 0, 1, 2, 3


class OrdersTest(LabTest):
    SETTING = ()

    def setUp(self):
        super().setUp()
        self.up(*self.SETTING)
        self.wait_for_owner(PRIMARY)
        self.wait_for_states(UP)
        self.begin = time.time_ns()

    # tandemctl as a person calls it

    def order(self, *words):
        """From the client, over TLS."""
        layout = self.inside().layout
        return self.tandemctl("client", *words, "--cluster", str(layout.cluster), "--identity", str(layout.identity))

    def order_on(self, host, *words):
        """On a host, through the socket of its own agent."""
        return self.tandemctl(host, *words, "--run-dir", self.node(host)["run_dir"])

    def tandemctl(self, host, *words):
        return subprocess.run(self.inside().enter(host) + [f"{support.BUILD}/bin/tandemctl", *words],
                              capture_output=True, text=True, timeout=60, check=False)

    def node(self, name):
        return next(node for node in self.status()["nodes"] if node["name"] == name)

    def assert_done(self, done, *words):
        self.assertEqual(done.returncode, DONE, f"{done.stdout}{done.stderr}\n{self.logs()}")
        for word in words:
            self.assertIn(word, done.stdout)
        self.assertEqual(len(done.stdout.splitlines()), 1, done.stdout)

    def assert_refused(self, done, code, *words):
        self.assertEqual(done.returncode, code, f"{done.stdout}{done.stderr}")
        self.assertEqual(done.stdout, "")
        for word in words:
            self.assertIn(word, done.stderr)

    # What there is to see

    def alarms(self, node=None):
        return {alarm["code"]: alarm for alarm in (self.control().status() or {}).get("alarms", [])
                if node in (None, alarm["node"])}

    def actions(self, node):
        """[(action, outcome, who asked)] in the journal of that node."""
        return [(event["cause"]["action"], event["cause"]["outcome"], event["cause"]["asked_by"])
                for event in self.control().events(self.begin, time.time_ns())
                if event["kind"] == "action" and event["node"] == node and "action" in event["cause"]]

    def greeted(self, section):
        return [service["version_string"] for service in section["served_by"]]

    def assert_served(self, section, *greetings):
        # None at all is the bench's goal; in a slow build a greeting may be under way when the old owner leaves, or late.
        # A VIP that nobody has while it moves is gone for 600 ms at least.
        self.assertLess(sum(each["end_ns"] - each["begin_ns"] for each in section["outages"]), 200_000_000, section)
        self.assertEqual(self.greeted(section), list(greetings), section)


class OrdersAtOneSecond(OrdersTest):
    """VRRPv2, as the cluster file has it where nothing is said."""

    def test_a_switchover_moves_the_vip_without_a_failed_probe_and_lasts_until_it_is_cancelled(self):
        with self.prober() as prober:
            prober.mark("before")
            self.assert_done(self.order("switchover", BACKUP), f"{BACKUP} is MASTER of VI_1", "--cancel")
            self.wait_for_owner(BACKUP)
            self.assertEqual(self.control().states(), MOVED)
            self.assert_served(prober.mark("switchover"), PRIMARY_GREETING, BACKUP_GREETING)
            self.wait("the alarm", lambda: "switchover-in-force" in self.alarms(BACKUP))
            self.assertGreaterEqual(self.alarms(BACKUP)["switchover-in-force"]["since_ns"], self.begin)
            time.sleep(SECONDS_OF_CALM)
            self.assertEqual(self.control().states(), MOVED)
            self.assert_served(prober.mark("calm"), BACKUP_GREETING)
            self.assert_done(self.order("switchover", BACKUP, "--cancel"), "has ended")
            self.wait_for_owner(PRIMARY)
            self.wait_for_states(UP)
            self.assert_served(prober.mark("cancelled"), BACKUP_GREETING, PRIMARY_GREETING)
        self.wait("the alarm is over", lambda: "switchover-in-force" not in self.alarms())
        self.assertEqual([(what, how) for what, how, _ in self.actions(BACKUP)],
                         [("switchover", "done"), ("cancel-switchover", "done")])
        self.assertEqual(self.actions(PRIMARY), [])


class Orders(OrdersTest):
    """What does not hang on the interval between adverts, at a quick one."""
    SETTING = QUICK

    # Switchover

    def test_it_is_passed_on_by_the_helper_of_another_host(self):
        self.assert_done(self.order_on(PRIMARY, "switchover", BACKUP, "--instance", "VI_1"), f"{BACKUP} is MASTER")
        self.wait_for_owner(BACKUP)
        self.wait("who asked", lambda: self.actions(BACKUP))
        self.assertEqual(self.actions(BACKUP), [("switchover", "done", "uid 0")])
        event = next(event for event in self.control().events(self.begin, time.time_ns())
                     if event["kind"] == "action" and "through" in event["cause"])
        self.assertEqual((event["node"], event["cause"]["through"]), (BACKUP, PRIMARY))
        done = self.order_on(BACKUP, "switchover", BACKUP, "--cancel", "--json")
        self.assertEqual((done.returncode, json.loads(done.stdout)["ok"]), (DONE, True), done.stderr)
        self.wait_for_owner(PRIMARY)

    def test_it_is_refused_with_the_reason_where_the_target_is_in_fault(self):
        self.lab("signal", BACKUP, "maxscale", "KILL")
        self.wait_for_states({PRIMARY: "MASTER", BACKUP: "FAULT"})
        with self.prober() as prober:
            for done in (self.order("switchover", BACKUP), self.order_on(PRIMARY, "switchover", BACKUP)):
                self.assert_refused(done, NO, f"{BACKUP} is in FAULT", "MaxScale")
            self.assert_served(prober.mark("refused"), PRIMARY_GREETING)
        self.assertEqual(self.inside().vip_holders(), [PRIMARY])
        self.wait("both in the journal", lambda: [how for _, how, _ in self.actions(BACKUP)] == ["refused"] * 2)

    def test_it_is_refused_where_the_target_is_out_of_reach(self):
        self.lab("signal", BACKUP, "agent", "KILL")
        self.assert_refused(self.order("switchover", BACKUP), NOT_REACHED, ":8732")
        self.wait("its peer knows", lambda: "peer-unreachable" in self.alarms(PRIMARY))
        self.assert_refused(self.order_on(PRIMARY, "switchover", BACKUP), NOT_REACHED, f"{BACKUP} is out of reach")
        self.assert_refused(self.order_on(BACKUP, "switchover", BACKUP), NOT_REACHED, "agent.sock")
        self.assertEqual(self.lab("start", BACKUP, "agent").returncode, 0)
        self.wait_for_states(UP)

    def test_a_node_or_word_that_there_is_not_is_a_mistake_of_the_command_line(self):
        self.assert_refused(self.order("switchover", "maxscale9"), USAGE, "maxscale9")
        self.assert_refused(self.order_on(PRIMARY, "switchover", "maxscale9"), USAGE, "maxscale9")
        self.assert_refused(self.order("switchover", BACKUP, "--instance", "VI_9"), USAGE, "VI_9")
        self.assert_refused(self.order("maintenance", BACKUP, "perhaps"), USAGE, "perhaps")

    # Maintenance

    def test_maintenance_of_the_owner_has_the_other_take_the_vip_first_and_lasts_until_it_is_off(self):
        with self.prober() as prober:
            prober.mark("before")
            self.assert_done(self.order("maintenance", PRIMARY, "on"), f"{BACKUP} took its VIPs first",
                             f"{PRIMARY} is in maintenance")
            self.wait_for_owner(BACKUP)
            self.wait_for_states(MOVED)
            self.assert_served(prober.mark("on"), PRIMARY_GREETING, BACKUP_GREETING)
            self.wait("the alarm", lambda: "maintenance" in self.alarms(PRIMARY))
            self.wait("no override stays", lambda: "switchover-in-force" not in self.alarms())
            self.assert_refused(self.order("switchover", PRIMARY), NO, f"{PRIMARY} is in maintenance",
                                f"tandemctl maintenance {PRIMARY} off")
            time.sleep(SECONDS_OF_QUICK_CALM)
            self.assertEqual(self.control().states(), MOVED)
            self.assert_served(prober.mark("calm"), BACKUP_GREETING)
            self.assert_done(self.order_on(BACKUP, "maintenance", PRIMARY, "off"), "out of maintenance")
            self.wait_for_owner(PRIMARY)
            self.wait_for_states(UP)
            self.assert_served(prober.mark("off"), BACKUP_GREETING, PRIMARY_GREETING)
        self.wait("the alarm is over", lambda: "maintenance" not in self.alarms())

    def test_maintenance_outlives_its_engine_and_its_agent(self):
        self.assert_done(self.order("maintenance", PRIMARY, "on"))
        self.wait_for_owner(BACKUP)
        since = self.alarms(PRIMARY)["maintenance"]["text"]
        before = self.pids(PRIMARY)
        self.lab("signal", PRIMARY, "engine", "KILL")
        self.wait("another engine", lambda: self.pids(PRIMARY).get("engine") not in (None, before["engine"]))
        self.wait_for_states(MOVED)
        self.lab("signal", PRIMARY, "agent", "TERM")
        self.wait("the agent ended", lambda: "agent" not in self.pids(PRIMARY))
        self.assertEqual(self.lab("start", PRIMARY, "agent").returncode, 0)
        self.wait("the agent remembers", lambda: "maintenance" in self.alarms(PRIMARY))
        self.assertEqual(self.alarms(PRIMARY)["maintenance"]["text"], since)
        self.lab("signal", PRIMARY, "guard", "TERM")  # with it goes the guard's memory; the agent's remains
        self.wait("both ended", lambda: not {"guard", "engine"} & set(self.pids(PRIMARY)))
        self.assertEqual(self.lab("start", PRIMARY, "engine").returncode, 0)
        self.wait("told again", lambda: ("maintenance-on", "done", "tandem-agent") in self.actions(PRIMARY))
        self.wait_for_states(MOVED)
        time.sleep(SECONDS_OF_QUICK_CALM)
        self.assertEqual(self.inside().vip_holders(), [BACKUP])
        self.assert_done(self.order("maintenance", PRIMARY, "off"))
        self.wait("it preempts again", lambda: self.control().states() == UP, SECONDS_OF_HOLD)

    def test_a_node_in_maintenance_takes_the_vip_where_nobody_else_does_and_that_is_said(self):
        self.lab("signal", BACKUP, "maxscale", "KILL")
        self.wait_for_states({PRIMARY: "MASTER", BACKUP: "FAULT"})
        self.assert_refused(self.order("maintenance", PRIMARY, "on"), NO, f"{PRIMARY} is in maintenance",
                            "MASTER of VI_1", "no other node")
        self.assertEqual(self.inside().vip_holders(), [PRIMARY])
        self.assert_done(self.order("maintenance", PRIMARY, "off"))


if __name__ == "__main__":
    support.main()
