# SPDX-License-Identifier: GPL-3.0-or-later
"""A check of kind "gateway": a node that hears neither its gateway nor its peer gives up, and no other."""

import time

import support
from support import BACKUP, PRIMARY, LabTest
from tandemlab.layout import CLIENT, CLIENT_ADDRESS

CHECK = """
[[check]]
name = "gateway"
kind = "gateway"
interval = 0.3
timeout = 0.2
fall = 2
rise = 2
"""


class Gateway(LabTest):
    """The client is the gateway."""

    def setUp(self):
        super().setUp()
        self.up("--vrrp-version", "3", "--advert-int", "0.1", "--no-checks")
        self.wait_for_owner(PRIMARY)
        for node in (PRIMARY, BACKUP):
            self.run_on(node, "ip", "route", "add", "default", "via", CLIENT_ADDRESS, "dev", "eth0")
        cluster = self.inside().layout.cluster
        text = cluster.read_text(encoding="utf-8")
        cluster.write_text(text.replace("advert_int = 0.1\n", 'advert_int = 0.1\ntrack = ["gateway"]\n') + CHECK,
                           encoding="utf-8")
        for node in (PRIMARY, BACKUP):
            self.lab("signal", node, "guard", "HUP")
            self.lab("signal", node, "agent", "KILL")
            self.lab("start", node, "agent")

    def test_the_side_that_hears_nobody_gives_up_and_comes_back(self):
        self.wait_for_states({PRIMARY: "MASTER", BACKUP: "BACKUP"})
        self.lab("link", CLIENT, "cut")  # the gateway is gone, the other node is there
        begin = time.monotonic()
        while time.monotonic() - begin < 3:
            self.assertEqual(self.inside().vip_holders(), [PRIMARY])
        self.lab("link", CLIENT, "up")
        self.wait_for_states({PRIMARY: "MASTER", BACKUP: "BACKUP"})
        self.lab("link", PRIMARY, "cut")  # its carrier stays
        self.wait_for_owner(BACKUP)
        self.assertEqual(self.inside().vip_holders(), [BACKUP])
        self.lab("link", PRIMARY, "up")
        self.wait_for_owner(PRIMARY)
        self.wait_for_states({PRIMARY: "MASTER", BACKUP: "BACKUP"})


if __name__ == "__main__":
    support.main()
