# SPDX-License-Identifier: GPL-3.0-or-later
"""The arithmetic of the lab and the bench that needs no namespaces."""

import sys
import unittest
from pathlib import Path

import support  # noqa: F401  (finds tandemlab)
from tandemlab.bothactive import Sample, both_active_ms, spans

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

from stats import case, percentile, table  # noqa: E402

MS = 1_000_000


def samples(modes, offset=0):
    """One reading of 1 ms each 20 ms."""
    return [Sample((20 * i + offset) * MS, (20 * i + offset + 1) * MS, mode) for i, mode in enumerate(modes)]


class BothActive(unittest.TestCase):
    def test_is_nothing_while_one_is_passive(self):
        self.assertEqual(both_active_ms(samples(["active"] * 5), samples(["passive"] * 5), 0, 100 * MS), (0, 0))

    def test_is_certain_between_readings_and_possible_around_them(self):
        certain, possible = spans(samples(["passive", "active", "active", "down"]))
        self.assertEqual(certain, [(21 * MS, 40 * MS)])
        self.assertEqual(possible, [(0, 61 * MS)])

    def test_one_reading_proves_no_duration(self):
        certain, possible = spans(samples(["passive", "active", "passive"]))
        self.assertEqual(certain, [])
        self.assertEqual(possible, [(0, 41 * MS)])

    def test_is_the_overlap_of_both(self):
        one = samples(["active", "active", "active", "passive"])
        other = samples(["passive", "active", "active", "active"], offset=10)
        self.assertEqual(both_active_ms(one, other, 0, 1000 * MS), (9, 51))

    def test_counts_within_the_step_only(self):
        one = samples(["active"] * 10)
        self.assertEqual(both_active_ms(one, one, 100 * MS, 110 * MS), (10, 10))


class Statistics(unittest.TestCase):
    def test_percentile_is_a_value_that_was_measured(self):
        self.assertEqual(percentile([3, 1, 2], 99), 3)
        self.assertEqual(percentile(range(1, 201), 99), 198)
        self.assertEqual(percentile([5], 50), 5)

    def test_goal_is_missed_by_its_worst_run(self):
        self.assertTrue(case("a", "tandem", "ms", [1, 2, 3], 4)["met"])
        self.assertTrue(case("a", "tandem", "ms", [1, 2, 4], 4)["met"])
        self.assertFalse(case("a", "tandem", "ms", [1, 2, 4.01], 4)["met"])
        self.assertFalse(case("a", "tandem", "ms", [], 4)["met"])
        self.assertTrue(case("a", "other", "ms", [9])["met"])

    def test_table_names_what_was_missed(self):
        text = table({"cases": [case("a", "tandem", "ms", [5], 4), case("a", "other", "ms", [9])]})
        self.assertIn("MISSED", text.splitlines()[1])
        self.assertNotIn("MISSED", text.splitlines()[2])


if __name__ == "__main__":
    unittest.main(verbosity=2)
