# SPDX-License-Identifier: GPL-3.0-or-later
"""installer/try, as somebody who relies on its report sees it."""

import json
import signal
import subprocess

import support
from support import BACKUP, PRIMARY, LabTest

TRY = str(support.REPOSITORY / "installer" / "try")
STEP_KEYS = {"name", "ok", "begin_ns", "end_ns", "outage_ms", "outages", "probes", "failed", "vip_owner", "served_by",
             "passive", "events"}


class TheStory(LabTest):
    def words(self, *more):
        return [TRY, "--build", support.BUILD, "--headless", "--dir", str(self.dir), *more]

    def tearDown(self):
        for path in sorted(self.parent.rglob("*"), reverse=True):
            if self.dir not in (path, *path.parents):
                path.rmdir() if path.is_dir() else path.unlink()
        super().tearDown()

    def test_comes_true_and_is_told_in_the_report(self):
        file = self.parent / "report.json"
        pictures = self.parent / "pictures"
        done = subprocess.run(self.words("--report", str(file), "--screenshots", str(pictures)), capture_output=True,
                              text=True, timeout=200, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        report = json.loads(file.read_text())
        self.assertEqual((report["format"], report["ok"]), (1, True))
        self.assertEqual([clock["node"] for clock in report["clocks"]], [PRIMARY, BACKUP])
        steps = {step["name"]: step for step in report["steps"]}
        self.assertEqual(list(steps), ["up", "kill", "return"])
        for step in steps.values():
            self.assertLessEqual(STEP_KEYS, set(step))
            self.assertTrue(all(step["begin_ns"] <= event["time_ns"] <= step["end_ns"] for event in step["events"]))
        self.assertEqual([step["vip_owner"] for step in steps.values()], [[PRIMARY], [BACKUP], [PRIMARY]])
        self.assertEqual(steps["kill"]["passive"], {PRIMARY: None, BACKUP: False})
        self.assertGreater(steps["kill"]["outage_ms"], 0)
        self.assertIn((PRIMARY, "FAULT"), [(event["node"], event["to"]) for event in steps["kill"]["events"]])
        self.assertGreaterEqual(len(report["screenshots"]), 5)
        for picture in report["screenshots"]:
            with open(picture, "rb") as file:
                self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")

    def test_interrupted_takes_its_lab_down(self):
        file = self.parent / "report.json"
        story = subprocess.Popen(self.words("--report", str(file)), stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        self.wait("the lab is up", lambda: self.lab("status").returncode == 0)
        self.wait_for_owner(PRIMARY)
        story.send_signal(signal.SIGINT)
        self.assertEqual(story.wait(60), 1)
        self.assertFalse(json.loads(file.read_text())["ok"])
        self.assertFalse(self.dir.exists())


if __name__ == "__main__":
    support.main()
