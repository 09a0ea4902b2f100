# SPDX-License-Identifier: GPL-3.0-or-later
"""A host that is starved, or that waits for the kernel: the VIP may move or not, but two never answer for it."""

import contextlib
import os
import sys
import time

import support
from support import BACKUP, PRIMARY, LabTest

sys.path.insert(0, str(support.REPOSITORY / "tests" / "bench"))
import busy  # noqa: E402
from instruments import Wire  # noqa: E402

UP = {PRIMARY: "MASTER", BACKUP: "BACKUP"}
SECONDS = 6
LOOPS = 8
SECONDS_TO_SETTLE = 40          # an engine that was ended holds for 10 s before it preempts
LONGEST_PLANNED_OVERLAP_MS = 50  # two answer for some ms while the returning owner takes over; slow builds take longer


class Strained(LabTest):
    def setUp(self):
        super().setUp()
        self.up("--vrrp-version", "3", "--advert-int", "0.1", "--no-checks")
        self.wait_for_owner(PRIMARY)
        self.wait_for_states(UP)

    @contextlib.contextmanager
    def starved(self, *roles):
        """They get what nobody else wants of the processors, and there is not much of it."""
        pids = self.pids(PRIMARY)
        for role in roles:
            for thread in os.listdir(f"/proc/{pids[role]}/task"):
                os.sched_setscheduler(int(thread), os.SCHED_IDLE, os.sched_param(0))
        with busy.running(["sh", "-c", "while :; do :; done"], LOOPS):
            yield

    def two_answered_ms(self, strain):
        wire = Wire(self.inside(), f"{support.BUILD}/bin/tandem-wire", [])
        try:
            with strain:
                time.sleep(SECONDS)
            self.wait("the states as before", lambda: self.control().states() == UP, SECONDS_TO_SETTLE)
            return wire.mark("strain")["both_ms"]
        finally:
            wire.stop()

    def test_a_starved_engine(self):
        self.assertLess(self.two_answered_ms(self.starved("engine")), LONGEST_PLANNED_OVERLAP_MS)

    def test_a_starved_guard(self):
        self.assertLess(self.two_answered_ms(self.starved("guard")), LONGEST_PLANNED_OVERLAP_MS)

    def test_both_starved(self):
        self.assertLess(self.two_answered_ms(self.starved("guard", "engine")), LONGEST_PLANNED_OVERLAP_MS)

    def test_a_storm_of_bridges_that_go_moves_nothing(self):
        begin = time.time_ns()
        both = self.two_answered_ms(busy.storm([], self.dir))
        self.assertEqual(both, 0)
        moves = [event for event in self.control().events(begin, time.time_ns())
                 if event["kind"] == "state" and event["node"] == BACKUP]
        self.assertEqual(moves, [])


if __name__ == "__main__":
    support.main()
