# SPDX-License-Identifier: GPL-3.0-or-later
"""Two real helpers: what moves the VIP, and what must not."""

import time

import support
from support import BACKUP, BACKUP_GREETING, PRIMARY, PRIMARY_GREETING, LabTest
from tandemlab.prober import is_over, outages_ms

UP = {PRIMARY: "MASTER", BACKUP: "BACKUP"}
SECONDS_OF_CALM = 5  # Master_Down_Interval at 1 s adverts is 3.6 s: by then a lost advert would have moved the VIP


class TwoHelpers(LabTest):
    def setUp(self):
        super().setUp()
        self.up()
        self.wait_for_owner(PRIMARY)
        self.wait_for_states(UP)

    def greeted(self, section):
        return [service["version_string"] for service in section["served_by"]]

    def test_a_dead_maxscale_moves_the_vip_and_its_return_brings_it_back(self):
        with self.watch() as watch, self.prober() as prober:
            self.wait("only the master's MaxScale active",
                      lambda: watch.passive() == {PRIMARY: False, BACKUP: True})
            self.assert_nothing_moved(prober.mark("before"))
            begin = time.time_ns()
            self.lab("signal", PRIMARY, "maxscale", "KILL")
            self.wait_for_owner(BACKUP)
            self.wait("the new master's MaxScale active", lambda: watch.passive() == {PRIMARY: None, BACKUP: False})
            section = prober.mark("kill")
            self.assertTrue(is_over(section), section)
            self.assertEqual(self.greeted(section), [PRIMARY_GREETING, BACKUP_GREETING])
            self.assertLess(max(outages_ms(section)), 2500)  # the goal is the bench's affair, these are slow builds
            self.assertEqual(watch.both_active_ms(begin, time.time_ns())[0], 0)
            self.wait_for_states({PRIMARY: "FAULT", BACKUP: "MASTER"})

            self.lab("start", PRIMARY, "maxscale")
            self.wait_for_owner(PRIMARY)
            self.wait("the modes back", lambda: watch.passive() == {PRIMARY: False, BACKUP: True})
            self.assertTrue(is_over(prober.mark("return")))
        events = self.control().events(begin, time.time_ns())
        moves = [(event["node"], event["from"], event["to"]) for event in events if event["kind"] == "state"]
        self.assertIn((PRIMARY, "MASTER", "FAULT"), moves)
        self.assertIn((BACKUP, "BACKUP", "MASTER"), moves)
        self.assertIn((BACKUP, "MASTER", "BACKUP"), moves)
        for event in events:
            if (event["node"], event["to"]) == (PRIMARY, "FAULT"):
                self.assertEqual(event["cause"]["type"], "check", event)

    def test_a_killed_agent_moves_nothing(self):
        with self.prober() as prober:
            for node in (PRIMARY, BACKUP):
                self.lab("signal", node, "agent", "KILL")
            time.sleep(SECONDS_OF_CALM)
            section = prober.mark("without agents")
            self.assert_nothing_moved(section)
            for node in (PRIMARY, BACKUP):
                self.assertEqual(self.lab("start", node, "agent").returncode, 0)
            self.wait_for_states(UP)
            self.assert_nothing_moved(prober.mark("agents back"))

    def test_sigterm_of_the_engine_hands_over(self):
        with self.prober() as prober:
            self.lab("signal", PRIMARY, "engine", "TERM")
            self.wait_for_owner(BACKUP)
            self.wait("the engine ended", lambda: "engine" not in self.pids(PRIMARY))
            self.wait("clients served", lambda: self.greeted(prober.mark("look"))[-1:] == [BACKUP_GREETING])
            self.wait("the new master's MaxScale alone active", lambda: not self.passive(BACKUP))
            self.assertEqual(self.lab("start", PRIMARY, "engine").returncode, 0)
            self.wait_for_owner(PRIMARY)
            self.wait_for_states(UP)

    def test_a_standby_maxscale_that_restarts_moves_nothing(self):
        with self.prober() as prober:
            self.lab("signal", BACKUP, "maxscale", "KILL")
            self.wait("it is gone", lambda: "maxscale" not in self.pids(BACKUP))
            self.assertEqual(self.lab("start", BACKUP, "maxscale").returncode, 0)
            self.wait_for_states(UP)
            section = prober.mark("restart")
            self.assert_nothing_moved(section)
            self.assertTrue(self.passive(BACKUP))


if __name__ == "__main__":
    support.main()
