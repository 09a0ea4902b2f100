# SPDX-License-Identifier: GPL-3.0-or-later
"""The prober tells what really happened: outages that the test makes itself, with its own watch beside."""

import time

import support
from support import PRIMARY, PRIMARY_GREETING, VIP, LabTest
from tandemlab.prober import is_over, outages_ms

PROBE_NS = 50_000_000   # a probe that began this long before an event still meets it
SLACK_NS = 600_000_000  # a busy machine starts and signals processes late


class TheProber(LabTest):
    def setUp(self):
        super().setUp()
        self.up("--engine", "none")
        self.run_on(PRIMARY, "ip", "address", "add", f"{VIP}/32", "dev", "eth0")

    def test_sees_no_outage_where_there_is_none(self):
        sections = []

        def probed():
            sections.append(prober.mark("calm"))
            return sum(section["probes"] for section in sections) > 100
        with self.prober() as prober:
            self.wait("more than 100 probes", probed)
        for section in sections:
            self.assertEqual((section["failed"], section["outages"]), (0, []))
        self.assertEqual({who["version_string"] for section in sections for who in section["served_by"]},
                         {PRIMARY_GREETING})

    def outage(self, end, begin_it, end_it):
        """The one outage that a client saw, against the times between which the test made it."""
        with self.prober() as prober:
            prober.mark("before")
            began = time.time_ns()
            self.lab("signal", PRIMARY, "maxscale", begin_it)
            time.sleep(0.5)
            ending = time.time_ns()
            self.lab(*end_it)
            ended = time.time_ns()
            time.sleep(0.5)
            section = prober.mark(end)
        self.assertTrue(is_over(section), section)
        self.assertEqual(len(section["outages"]), 1, section)
        outage = section["outages"][0]
        self.assertTrue(began - PROBE_NS <= outage["begin_ns"] <= began + SLACK_NS, (began, outage))
        self.assertTrue(ending - PROBE_NS <= outage["end_ns"] <= ended + SLACK_NS, (ending, ended, outage))
        self.assertAlmostEqual(outages_ms(section)[0], (outage["end_ns"] - outage["begin_ns"]) / 1e6)
        return section

    def test_measures_a_dead_maxscale(self):
        section = self.outage("dead", "KILL", ("start", PRIMARY, "maxscale"))
        self.assertGreater(section["failures"].get("refused", 0), 50)

    def test_measures_a_frozen_maxscale(self):
        section = self.outage("frozen", "STOP", ("signal", PRIMARY, "maxscale", "CONT"))
        self.assertGreater(section["failures"].get("no greeting", 0), 50)

    def test_measures_a_vip_that_nobody_has(self):
        with self.prober() as prober:
            prober.mark("before")
            self.run_on(PRIMARY, "ip", "address", "delete", f"{VIP}/32", "dev", "eth0")
            time.sleep(0.5)
            section = prober.mark("nobody")
            self.assertFalse(is_over(section), section)
            self.run_on(PRIMARY, "ip", "address", "add", f"{VIP}/32", "dev", "eth0")
            self.wait("it is over", lambda: is_over(prober.mark("look")))


if __name__ == "__main__":
    support.main()
