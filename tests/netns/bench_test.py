# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/bench/run, as somebody who relies on its report sees it."""

import json
import os
import subprocess

import support
from support import LabTest, needs_root

BENCH = str(support.REPOSITORY / "tests" / "bench" / "run")
CASE_KEYS = {"case", "subject", "unit", "n", "median", "p99", "min", "max", "goal", "met", "values"}
NUMBERS = ("median", "p99", "min", "max")


class TheBench(LabTest):
    def check(self, case):
        """An entry has numbers, or says why it has none. Returns whether it has."""
        self.assertLessEqual(CASE_KEYS, set(case))
        self.assertEqual(len(case["values"]), case["n"])
        if case["n"]:
            self.assertNotIn("troubles", case)
            self.assertTrue(all(case["min"] <= case[number] <= case["max"] for number in NUMBERS), case)
            return True
        self.assertEqual([case[number] for number in NUMBERS], [None] * len(NUMBERS), case)
        self.assertEqual(len(case["troubles"]), 1, case)
        self.assertRegex(case["troubles"][0], r"^the machine was too busy: \d+ runs disturbed$")
        self.assertEqual(case["met"], case["goal"] is None, case)  # what was not measured meets no goal
        return False

    @needs_root
    def test_reports_both_subjects_and_exits_by_its_goals(self):
        done = subprocess.run([BENCH, "failover", "--json", "--runs", "1", "--build", support.BUILD,
                               "--cases", "maxscale killed", "--intervals", "1"],
                              capture_output=True, text=True, timeout=200, check=False,
                              env={**os.environ, "TMPDIR": str(self.parent)})
        self.assertIn(done.returncode, (0, 1), done.stderr)  # a build with sanitizers may miss its goal
        report = json.loads(done.stdout)
        self.assertEqual((report["bench"], report["ok"]), ("failover", done.returncode == 0))
        cases = {(case["case"], case["subject"]): case for case in report["cases"]}
        self.assertEqual(set(cases), {(case, subject) for case in ("maxscale killed", "maxscale killed: two owners")
                                      for subject in ("tandem", "keepalived-seed")})
        measured = {key for key, case in cases.items() if self.check(case)}
        if ("maxscale killed", "keepalived-seed") in measured:
            self.assertGreater(cases["maxscale killed", "keepalived-seed"]["median"], 2000)
        self.assertEqual(report["ok"], all(case["met"] for case in report["cases"]))


if __name__ == "__main__":
    support.main()
