# SPDX-License-Identifier: GPL-3.0-or-later
"""What `tandemctl generate` makes, on real Keepalived processes: alone, and as a peer of tandemd in both roles."""

import support
from support import BACKUP, PRIMARY, LabTest, needs_root

SECONDS_TO_KNOW = 30     # fall * interval of the check, a take-over at adverts of 1 s, and the notify script


@needs_root
class GeneratedKeepalived(LabTest):
    def up_with(self, engines):
        self.up("--engine", engines, "--keepalived", "generated", "--check-interval", "1")

    def wait_for_active(self, name, other=None):
        """`name` has the VIP and is active; `other` is passive."""
        self.wait_for_owner(name)
        self.wait(f"{name} is active", lambda: self.mode(name) is False, SECONDS_TO_KNOW)
        if other:
            self.wait(f"{other} is passive", lambda: self.mode(other) is True, SECONDS_TO_KNOW)

    def mode(self, name):
        status, _ = self.curl(name, "/v1/maxscale")
        return self.passive(name) if status == 200 else None

    def plays_the_story(self, engines):
        self.up_with(engines)
        self.wait_for_active(PRIMARY, BACKUP)
        self.lab("signal", PRIMARY, "maxscale", "KILL")
        self.wait_for_active(BACKUP)
        self.lab("start", PRIMARY, "maxscale")
        self.wait_for_active(PRIMARY, BACKUP)

    def test_a_pair_of_them_fails_over_and_back_with_the_modes(self):
        self.plays_the_story("keepalived")

    def test_one_as_master_beside_tandemd(self):
        self.plays_the_story("keepalived,tandemd")

    def test_one_as_backup_beside_tandemd(self):
        self.plays_the_story("tandemd,keepalived")

    def test_a_frozen_maxscale_loses_the_vip(self):
        self.up_with("keepalived")
        self.wait_for_active(PRIMARY, BACKUP)
        self.lab("signal", PRIMARY, "maxscale", "STOP")
        self.wait_for_active(BACKUP)
        self.lab("signal", PRIMARY, "maxscale", "CONT")
        self.wait_for_active(PRIMARY, BACKUP)

    def test_one_that_is_stopped_leaves_its_maxscale_passive(self):
        self.up_with("keepalived")
        self.wait_for_active(PRIMARY, BACKUP)
        self.lab("signal", PRIMARY, "engine", "TERM")
        self.wait_for_active(BACKUP, PRIMARY)


if __name__ == "__main__":
    support.main()
