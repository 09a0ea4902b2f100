# SPDX-License-Identifier: GPL-3.0-or-later
"""Goals and statistics of the bench, against figures worked out by hand."""

import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2] / "installer" / "lib")]

import failover  # noqa: E402
import goals  # noqa: E402
import overlaps  # noqa: E402
import stats  # noqa: E402
from cases import CASES  # noqa: E402
from stage import Played  # noqa: E402
from tandemlab import roles  # noqa: E402
from tandemlab.layout import instances  # noqa: E402


class Goals(unittest.TestCase):
    def test_skew_of_version_2_does_not_depend_on_the_interval(self):
        self.assertAlmostEqual(goals.skew_ms(2, 1), 609.375)
        self.assertAlmostEqual(goals.skew_ms(2, 3), 609.375)

    def test_skew_of_version_3_is_a_part_of_the_interval(self):
        self.assertAlmostEqual(goals.skew_ms(3, 0.1), 60.9375)
        self.assertAlmostEqual(goals.skew_ms(3, 0.01), 6.09375)

    def test_a_link_lost_may_cost_master_down_interval_and_five_milliseconds(self):
        self.assertAlmostEqual(goals.goal_ms("link lost", 2, 1), 3614.375)
        self.assertAlmostEqual(goals.goal_ms("link lost", 3, 0.01), 41.094)

    def test_an_engine_killed_may_cost_skew_time_and_fifteen(self):
        self.assertAlmostEqual(goals.goal_ms("engine killed", 3, 0.1), 75.938)

    def test_a_frozen_engine_may_cost_the_smaller_of_two_floors(self):
        self.assertAlmostEqual(goals.goal_ms("engine frozen 10 s", 2, 1), 2629.375)
        self.assertLess(goals.floor_ms("engine frozen 10 s", 3, 0.01), goals.master_down_ms(3, 0.01))

    def test_a_planned_move_may_cost_nothing(self):
        self.assertEqual(goals.goal_ms("switchover", 2, 1), 0)
        self.assertIsNone(goals.two_owners_goal_ms("switchover"))
        self.assertEqual(goals.two_owners_goal_ms("engine killed"), 0)


class Statistics(unittest.TestCase):
    def test_the_percentile_is_a_value_that_was_measured(self):
        self.assertEqual(stats.percentile([5, 1, 3], 50), 3)
        self.assertEqual(stats.percentile(range(1, 101), 99), 99)

    def test_a_goal_is_met_at_its_own_value_and_missed_beyond(self):
        self.assertTrue(stats.case("c", "s", "ms", [0, 0], 0)["met"])
        self.assertFalse(stats.case("c", "s", "ms", [0, 0.001], 0)["met"])

    def test_a_goal_without_values_or_with_a_run_that_went_wrong_is_missed(self):
        self.assertFalse(stats.case("c", "s", "ms", [], 10)["met"])
        self.assertFalse(stats.case("c", "s", "ms", [1], 10, troubles=["no move"])["met"])

    def test_without_a_goal_nothing_is_missed(self):
        self.assertTrue(stats.case("c", "s", "ms", [1], None, troubles=["no move"])["met"])


class Runs(unittest.TestCase):
    CASE = next(case for case in CASES if case.name == "maxscale killed")
    GOOD, DISTURBED = Played(612.0, 0.0, False), Played(612.0, 0.0, True)

    def group(self, subject, *played, runs=1):
        group = failover.Group(subject, roles.Plan(build="/nonexistent"), [self.CASE], runs)
        for run in played:
            self.assertIs(group.take(), self.CASE)
            group.add(self.CASE, run, self.GOOD)
        return group

    def test_one_run_that_is_asked_for_may_be_disturbed_five_times(self):
        group = self.group("tandem", *[self.DISTURBED] * 5, self.GOOD)
        self.assertIsNone(group.take())
        killed, owners = group.entries()
        self.assertEqual((killed["values"], killed["disturbed"], killed["met"]), ([612.0], 5, True))
        self.assertEqual((owners["values"], owners["met"]), ([0.0], True))

    def test_many_runs_may_be_disturbed_as_many_times(self):
        group = self.group("tandem", *[self.DISTURBED] * 8, *[self.GOOD] * 8, runs=8)
        self.assertIsNone(group.take())
        self.assertEqual([entry["n"] for entry in group.entries()], [8, 8])

    def test_what_was_always_disturbed_has_no_numbers_but_a_reason(self):
        for subject, met in (("tandem", False), ("keepalived-seed", True)):  # the latter has no goal
            group = self.group(subject, *[self.DISTURBED] * 6)
            self.assertIsNone(group.take())
            for entry in group.entries():
                self.assertEqual((entry["n"], entry["median"], entry["met"]), (0, None, met))
                self.assertEqual(entry["troubles"], ["the machine was too busy: 6 runs disturbed"])


class Loss(unittest.TestCase):
    def test_a_backup_that_hears_all_never_moves(self):
        self.assertEqual(goals.most_moves(goals.moves_by_loss(0, 60, 0.01)), 0)

    def test_three_adverts_in_a_row_are_lost_now_and_then(self):
        self.assertAlmostEqual(goals.moves_by_loss(5, 60, 0.01), 0.7125)
        self.assertAlmostEqual(goals.moves_by_loss(5, 60, 1), 0.007125)
        self.assertEqual(goals.most_moves(0.7125), 4)
        self.assertEqual(goals.most_moves(0.007125), 1)


class Overlaps(unittest.TestCase):
    @staticmethod
    def span(mac, begin_ms, end_ms):
        return {"mac": mac, "begin_ns": begin_ms * 1_000_000, "end_ns": end_ms * 1_000_000}

    def test_one_after_the_other_is_no_overlap(self):
        self.assertEqual(overlaps.two_owners_ms([self.span("a", 0, 10), self.span("b", 12, 20)], "a"), 0)

    def test_a_question_that_both_answered_counts_until_the_next(self):
        self.assertEqual(overlaps.two_owners_ms([self.span("a", 0, 10), self.span("b", 10, 20)], "a"), 2)
        self.assertEqual(overlaps.two_owners_ms([self.span("a", 0, 50), self.span("b", 10, 20)], "a"), 12)

    def test_a_short_overlap_at_the_return_is_planned_and_a_long_one_is_not(self):
        self.assertEqual(overlaps.two_owners_ms([self.span("b", 0, 14), self.span("a", 10, 90)], "a"), 0)
        self.assertEqual(overlaps.two_owners_ms([self.span("b", 0, 30), self.span("a", 10, 90)], "a"), 22)


class Instances(unittest.TestCase):
    def test_no_router_id_and_no_address_is_there_twice(self):
        rows = instances(500)
        self.assertEqual(len({(interface, router_id) for _, interface, router_id, _ in rows}), 500)
        self.assertEqual(len({vip for *_, vip in rows}), 500)
        self.assertEqual({interface for _, interface, *_ in rows[:250]}, {"eth0"})
        self.assertEqual({interface for _, interface, *_ in rows[250:]}, {"eth1"})


if __name__ == "__main__":
    unittest.main()
