# SPDX-License-Identifier: GPL-3.0-or-later
"""tandemd and the real Keepalived on one wire, in both roles, through one life: take-over, leave, return.

The wire is judged by its packets (RFC 9568, RFC 5798, RFC 3768), the owner by the kernels' addresses.
"""

import sys
from statistics import median

import support
from capture import complaints
from pair import HIGH, LOW, PASSWORD, Instance, PairTest

LATE = 0.15    # seconds that a loaded machine may add
EARLY = 0.005  # what the capture's clock may be off
AT_ONCE = 0.03  # seconds: before the second announcement of the schedule


class OneLife(PairTest):
    """In each case: HIGH takes the VIPs, leaves in order, and takes them back."""

    def live(self, engines, instance):
        pair = self.make(engines, instance)
        tandem = self.tandem()
        capture = pair.capture(tandem)
        pair.start(HIGH, LOW)
        self.wait_for_owner(HIGH)
        self.stays_with(HIGH, intervals=3 if instance.version == 2 else 8)
        pair.stop(HIGH)
        self.wait_for_owner(LOW)
        pair.start(HIGH)
        self.wait_for_owner(HIGH)
        self.stays_with(HIGH, intervals=2)
        mac = pair.mac(tandem)
        packets = capture.packets()
        adverts = [packet for packet in packets if packet.is_advert()]
        self.judge_takeover(instance, adverts)
        self.judge_form(instance, [packet for packet in packets if packet.mac_source == mac])
        self.judge_announcements(instance, [packet for packet in packets if packet.mac_source == mac])
        self.judge_rhythm(instance, [packet for packet in adverts if packet.mac_source == mac])

    def judge_takeover(self, instance, adverts):
        """RFC 5798 6.4.2 (300): priority 0 -> Skew_Time. The first such is HIGH's leave."""
        resigned = next((packet for packet in adverts if packet.priority == "0"), None)
        self.assertIsNotNone(resigned, self.logs())
        next_one = next(packet for packet in adverts if packet.at > resigned.at)
        self.assertNotEqual(next_one.source, resigned.source)
        took = next_one.at - resigned.at
        self.assertGreater(took, instance.skew(LOW) - EARLY)
        self.assertLess(took, instance.skew(LOW) + LATE)

    def judge_form(self, instance, sent):
        """What tandemd sends is well formed, and looks as the RFC has it."""
        self.assertEqual(complaints(sent), [])
        adverts = [packet for packet in sent if packet.is_advert()]
        self.assertGreater(len(adverts), 2)
        for packet in adverts:
            self.assertEqual((packet.version, packet.router_id), (str(instance.version), str(instance.router_id)))
            self.assertEqual(packet.ttl or packet.hop_limit, "255")             # RFC 5798 5.1.1.3, 5.1.2.3
            self.assertEqual(packet.dscp or packet.traffic_class, "48")         # CS6
            if not instance.unicast:
                self.assertEqual(packet.ip_destination or packet.ip6_destination,
                                 "224.0.0.18" if instance.family == 4 else "ff02::12")
            if packet.ip6_source:
                self.assertTrue(packet.ip6_source.startswith("fe80:"))          # RFC 5798 5.1.2.1

    def judge_announcements(self, instance, sent):
        """RFC 5798 6.4.1 (150): each VIP is announced when the router becomes MASTER."""
        first = next(packet for packet in sent if packet.is_advert())
        for address in instance.addresses():
            found = [packet.at for packet in sent if packet.is_announcement_of(address)]
            self.assertTrue(found, address)
            self.assertLess(abs(found[0] - first.at), AT_ONCE, address)

    def judge_rhythm(self, instance, adverts):
        gaps = [after.at - before.at for before, after in zip(adverts, adverts[1:])]
        self.assertAlmostEqual(median(gaps), instance.advert_int, delta=0.1 * instance.advert_int)


def add_case(name, engines, **words):
    def test(self):
        self.live(engines, Instance(**words))
    test.__name__ = "test_" + name
    setattr(OneLife, test.__name__, test)


for tandem_is, engines_of_case in (("high", ("tandemd", "keepalived")), ("low", ("keepalived", "tandemd"))):
    for cast in ("multicast", "unicast"):
        unicast = cast == "unicast"
        add_case(f"v2_ipv4_{cast}_tandem_{tandem_is}", engines_of_case, version=2, unicast=unicast)
        add_case(f"v2_pass_{cast}_tandem_{tandem_is}", engines_of_case, version=2, unicast=unicast,
                 password={HIGH: PASSWORD, LOW: PASSWORD})
        for family in (4, 6):
            add_case(f"v3_ipv{family}_{cast}_tandem_{tandem_is}", engines_of_case, version=3, family=family,
                     unicast=unicast)


class TwentyMoves(PairTest):
    def moves(self, engines, family=4):
        pair = self.make(engines, Instance(family=family, advert_int=0.1))
        pair.start(HIGH, LOW)
        self.wait_for_owner(HIGH)
        for _ in range(10):
            pair.stop(HIGH)
            self.wait_for_owner(LOW, seconds=3)
            pair.start(HIGH)
            self.wait_for_owner(HIGH, seconds=3)

    def test_tandem_comes_and_goes(self):
        self.moves(("tandemd", "keepalived"))

    def test_keepalived_comes_and_goes(self):
        self.moves(("keepalived", "tandemd"))

    def test_between_two_tandems(self):
        self.moves(("tandemd", "tandemd"))

    def test_between_two_tandems_over_ipv6(self):
        self.moves(("tandemd", "tandemd"), family=6)


if __name__ == "__main__":
    support.main_of_pairs(sys.modules["__main__"])
