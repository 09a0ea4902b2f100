# SPDX-License-Identifier: GPL-3.0-or-later
"""What a MaxScale is set to that changes Tandem's part: cooperative locks, config_sync. The stand-in is steered."""

import support
from support import BACKUP, PRIMARY, LabTest, stand_in_only


class Switches(LabTest):
    def setUp(self):
        super().setUp()
        self.up("--check-interval", "0.5")
        self.wait_for_owner(PRIMARY)
        self.wait("nothing is wrong", lambda: self.codes() == set())

    def codes(self, node=None):
        status = self.control().status() or {"alarms": [{"code": "no status", "node": node}]}
        return {alarm["code"] for alarm in status["alarms"] if node in (None, alarm["node"])}

    @stand_in_only("locks are switched while it runs")
    def test_beside_cooperative_locks_no_mode_is_written_and_the_alarm_says_why(self):
        self.steer(BACKUP, "--locks", "majority_of_running")
        self.wait("the alarm", lambda: "mode-refused" in self.codes(BACKUP))
        self.lab("signal", PRIMARY, "maxscale", "KILL")  # the backup is Master, and its peer is gone
        self.wait_for_owner(BACKUP)
        self.assertEqual(self.set_passive(BACKUP, True), 204)
        self.lab("start", PRIMARY, "maxscale")
        self.wait_for_owner(PRIMARY)
        self.assertIs(self.passive(BACKUP), True, "what another hand wrote stays")
        self.steer(BACKUP, "--locks", "none")
        self.wait("the alarm is over", lambda: "mode-refused" not in self.codes(BACKUP))

    @stand_in_only("config_sync is switched while it runs")
    def test_beside_config_sync_no_mode_is_written_either(self):
        self.steer(BACKUP, "--config-sync", "3:abc:OK")
        self.wait("the alarm", lambda: "mode-refused" in self.codes(BACKUP))
        self.assertNotIn("mode-refused", self.codes(PRIMARY))
        self.assertEqual(self.set_passive(BACKUP, False), 204)
        self.wait("two are active", lambda: "both-active" in self.codes())
        self.assertIs(self.passive(BACKUP), False, "what another hand wrote stays")
        self.steer(BACKUP, "--config-sync", "off")
        self.wait("the mode is right again", lambda: self.passive(BACKUP) is True)
        self.wait("nothing is wrong", lambda: self.codes() == set())


if __name__ == "__main__":
    support.main()
