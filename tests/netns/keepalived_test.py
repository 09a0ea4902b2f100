# SPDX-License-Identifier: GPL-3.0-or-later
"""tandemd on the wire with the real Keepalived as an equal peer: VRRPv2 with PASS, in both roles."""

import support
from support import BACKUP, BACKUP_GREETING, PRIMARY, PRIMARY_GREETING, LabTest, needs_root
from tandemlab.prober import is_over


class BesideKeepalived(LabTest):
    def moves_there_and_back(self):
        """The owner's MaxScale dies and comes back; the VIP follows, and clients see an end of each outage."""
        self.wait_for_owner(PRIMARY)
        with self.prober() as prober:
            self.assert_nothing_moved(prober.mark("before"))
            self.lab("signal", PRIMARY, "maxscale", "KILL")
            self.wait_for_owner(BACKUP)
            self.wait("clients served by the other", lambda: self.last_greeting(prober) == BACKUP_GREETING)
            self.lab("start", PRIMARY, "maxscale")
            self.wait_for_owner(PRIMARY)
            self.wait("clients served again", lambda: self.last_greeting(prober) == PRIMARY_GREETING)
            self.assertTrue(is_over(prober.mark("end")))

    @staticmethod
    def last_greeting(prober):
        served_by = prober.mark("look")["served_by"]
        return served_by[-1]["version_string"] if served_by else None

    @needs_root
    def test_tandem_is_master_and_keepalived_takes_over(self):
        self.up("--engine", "tandemd,keepalived")
        self.moves_there_and_back()

    @needs_root
    def test_keepalived_is_master_and_tandem_takes_over(self):
        self.up("--engine", "keepalived,tandemd")
        self.moves_there_and_back()

    @needs_root
    def test_a_tandem_that_leaves_in_order_is_followed_at_once(self):
        self.up("--engine", "tandemd,keepalived")
        self.wait_for_owner(PRIMARY)
        # Its script must have been good twice first: before, it is in FAULT and hears no priority 0.
        log = self.inside().layout.log(BACKUP, "engine")
        self.wait("Keepalived is BACKUP", lambda: "(VI_1) Entering BACKUP STATE" in log.read_text(encoding="utf-8"))
        self.lab("signal", PRIMARY, "engine", "TERM")
        # Skew_Time for priority 100 is 0.61 s; without the advert of priority 0 it would be 3.6 s.
        self.wait("Keepalived has the VIP", lambda: self.inside().vip_holders() == [BACKUP], seconds=2.5)


if __name__ == "__main__":
    support.main()
