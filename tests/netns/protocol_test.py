# SPDX-License-Identifier: GPL-3.0-or-later
"""tandemd and the real Keepalived where something is not as it should be, or asked for specially."""

import signal
import sys
import time

import support
from pair import HIGH, LOW, PASSWORD, Instance, PairTest, other
from tandemlab.layout import ADDRESSES

TANDEM_HIGH, TANDEM_LOW = ("tandemd", "keepalived"), ("keepalived", "tandemd")
SOON = 0.1  # seconds


class Passwords(PairTest):
    """RFC 2338 10.5.2 with Keepalived's reading; 4-octet comparisons would pass here: the first eight are the same."""

    def differ(self, engines):
        pair = self.make(engines, Instance(version=2, password={HIGH: PASSWORD, LOW: PASSWORD + "2"}))
        tandem = self.tandem()
        pair.start(HIGH, LOW)
        self.wait_for_owner(HIGH, LOW)  # each discards the other
        self.wait_for_log(tandem, rf"{ADDRESSES[other(tandem)]} sends another auth_pass: its adverts are discarded")
        self.stays_with(HIGH, LOW, intervals=3)
        self.assertEqual(pair.log(tandem).count("sends another auth_pass"), 1)  # once, not per packet
        password = PASSWORD + ("2" if tandem == HIGH else "")
        pair.configure((Instance(version=2, password={HIGH: password, LOW: password}),))
        pair.signal(tandem, signal.SIGHUP)
        self.wait_for_owner(HIGH)

    def test_that_differ_make_two_masters_and_an_alarm_tandem_high(self):
        self.differ(TANDEM_HIGH)

    def test_that_differ_make_two_masters_and_an_alarm_tandem_low(self):
        self.differ(TANDEM_LOW)


class Versions(PairTest):
    def test_that_differ_make_two_masters_and_an_alarm(self):
        pair = self.make(TANDEM_LOW, Instance(advert_int=1, keepalived={"version": 2}))
        pair.start(HIGH, LOW)
        self.wait_for_owner(HIGH, LOW)
        self.wait_for_log(LOW, f"{ADDRESSES[HIGH]} speaks another VRRP version: its adverts are discarded")


class NoPreempt(PairTest):
    def stays_until_it_leaves(self, engines):
        pair = self.make(engines, Instance(nopreempt=(HIGH,)))
        pair.start(HIGH)
        self.wait_for_owner(HIGH)
        pair.start(LOW)
        self.stays_with(HIGH)
        pair.stop(HIGH)
        self.wait_for_owner(LOW)
        pair.start(HIGH)
        self.stays_with(LOW, intervals=12)
        pair.stop(LOW)
        self.wait_for_owner(HIGH)

    def test_of_tandem_leaves_a_lower_master_alone(self):
        self.stays_until_it_leaves(TANDEM_HIGH)

    def test_of_keepalived_is_left_alone_by_tandem(self):
        self.stays_until_it_leaves(TANDEM_LOW)


class FromKeepalived(PairTest):
    def test_a_site_moves_over_one_host_at_a_time(self):
        """As README has it: the standby, then the owner."""
        pair = self.make(("keepalived", "keepalived"), Instance(version=2, password={HIGH: PASSWORD, LOW: PASSWORD}))
        pair.start(HIGH, LOW)
        self.wait_for_owner(HIGH)
        pair.stop(LOW)
        pair.engines[LOW] = "tandemd"
        pair.start(LOW)
        self.stays_with(HIGH, intervals=4)
        pair.stop(HIGH)
        self.wait_for_owner(LOW, seconds=2)
        pair.engines[HIGH] = "tandemd"
        pair.start(HIGH)
        self.wait_for_owner(HIGH)
        self.stays_with(HIGH, intervals=2)
        for host in (HIGH, LOW):
            self.assertNotRegex(pair.log(host), "tandemd (error|warning)")


class SplitBrain(PairTest):
    def split_and_heal(self, engines, instance, low_first=False):
        """Returns the pair, what tandemd's cable carried, and when it was healed. `low_first`: HIGH hears LOW for some
        intervals before LOW, which then gives up, hears HIGH."""
        pair = self.make(engines, instance)
        capture = pair.capture(self.tandem())
        pair.start(HIGH, LOW)
        self.wait_for_owner(HIGH)
        self.stays_with(HIGH, intervals=4)
        pair.split()
        self.wait_for_owner(HIGH, LOW)
        self.stays_with(HIGH, LOW, intervals=4)
        healed = time.time()
        if low_first:
            pair.heal(LOW)
            self.stays_with(HIGH, LOW, intervals=4)
            pair.heal(HIGH)
        else:
            pair.heal(HIGH, LOW)
        self.wait_for_owner(HIGH, seconds=3)
        self.stays_with(HIGH)
        return pair, capture.packets(), healed

    def tandem_keeps_the_vips(self, family):
        instance = Instance(family=family)
        pair, packets, healed = self.split_and_heal(TANDEM_HIGH, instance, low_first=True)
        self.assertIn("is MASTER too, with less priority", pair.log(HIGH))
        heard = next(packet.at for packet in packets
                     if packet.is_advert() and packet.at > healed and packet.mac_source == pair.mac(LOW))
        for address in instance.addresses():  # clients may have learnt the other
            announced = [packet.at for packet in packets if packet.mac_source == pair.mac(HIGH)
                         and packet.at > heard and packet.is_announcement_of(address)]
            self.assertTrue(announced and announced[0] - heard < SOON, (address, heard, announced))

    def tandem_gives_them_up(self, family):
        instance = Instance(family=family)
        pair, packets, healed = self.split_and_heal(TANDEM_LOW, instance)
        heard = next(packet.at for packet in packets
                     if packet.is_advert() and packet.at > healed and packet.mac_source == pair.mac(HIGH))
        # One advert of its own, so that the other announces again; then silence.
        last = [packet.at for packet in packets
                if packet.is_advert() and packet.at > heard and packet.mac_source == pair.mac(LOW)]
        self.assertEqual(len(last), 1)
        self.assertLess(last[0] - heard, SOON)

    def test_healed_leaves_the_vips_with_tandem_ipv4(self):
        self.tandem_keeps_the_vips(4)

    def test_healed_leaves_the_vips_with_tandem_ipv6(self):
        self.tandem_keeps_the_vips(6)

    def test_healed_takes_the_vips_from_tandem_ipv4(self):
        self.tandem_gives_them_up(4)

    def test_healed_takes_the_vips_from_tandem_ipv6(self):
        self.tandem_gives_them_up(6)


class SyncGroup(PairTest):
    def moves_together(self, engines):
        four = Instance(family=4, name="VI_4", router_id=51)
        six = Instance(family=6, name="VI_6", router_id=52, track_interface=("trk0",))
        pair = self.make(engines, four, six, groups=[("G1", ["VI_4", "VI_6"])])
        for host in (HIGH, LOW):
            pair.run(host, "ip", "link", "add", "trk0", "up", "type", "veth", "peer", "name", "trk1")
            pair.run(host, "ip", "link", "set", "trk1", "up")
        pair.start(HIGH, LOW)
        for owner, state in ((HIGH, None), (LOW, "down"), (HIGH, "up")):
            if state:
                pair.run(HIGH, "ip", "link", "set", "trk1", state)
            self.wait_for_owner(owner, instance=four)
            self.wait_for_owner(owner, instance=six)
        pair.stop(HIGH)
        self.wait_for_owner(LOW, instance=four, seconds=3)
        self.wait_for_owner(LOW, instance=six, seconds=3)

    def test_of_ipv4_and_ipv6_moves_together_tandem_high(self):
        self.moves_together(TANDEM_HIGH)

    def test_of_ipv4_and_ipv6_moves_together_tandem_low(self):
        self.moves_together(TANDEM_LOW)

    def test_of_ipv4_and_ipv6_moves_together_between_tandems(self):
        self.moves_together(("tandemd", "tandemd"))


class Addresses(PairTest):
    def excluded(self, engines):
        instance = Instance(excluded=("10.77.0.101/24", "fd00:77::101/64"))
        pair = self.make(engines, instance)
        tandem = self.tandem()
        capture = pair.capture(tandem)
        pair.start(HIGH, LOW)
        self.wait_for_owner(HIGH)
        pair.stop(HIGH)
        self.wait_for_owner(LOW)
        pair.start(HIGH)
        self.wait_for_owner(HIGH)
        sent = [packet for packet in capture.packets() if packet.mac_source == pair.mac(tandem)]
        self.assertEqual({packet.address_count for packet in sent if packet.is_advert()}, {"1"})
        for address in instance.addresses():
            self.assertTrue(any(packet.is_announcement_of(address) for packet in sent), address)

    def test_that_are_excluded_move_and_are_not_advertised_tandem_high(self):
        self.excluded(TANDEM_HIGH)

    def test_that_are_excluded_move_and_are_not_advertised_tandem_low(self):
        self.excluded(TANDEM_LOW)

    def test_of_the_owner_stay_on_it(self):
        """Priority 255 (RFC 5798 6.4.1): MASTER at once, and the addresses are the host's own."""
        pair = self.make(TANDEM_HIGH, Instance(priority={HIGH: 255, LOW: 100}))
        pair.run(HIGH, "ip", "address", "add", "10.77.0.100/24", "dev", "eth0")
        capture = pair.capture(HIGH)
        pair.start(LOW)
        self.wait_for_owner(HIGH, LOW)  # LOW stands in for an owner whose engine is not there
        started = time.time()
        pair.start(HIGH)
        self.wait_for_owner(HIGH)
        self.stays_with(HIGH)
        pair.stop(HIGH)
        self.wait_for_owner(HIGH, LOW)
        sent = [packet for packet in capture.packets() if packet.is_advert() and packet.mac_source == pair.mac(HIGH)]
        self.assertEqual({packet.priority for packet in sent}, {"255", "0"})
        self.assertEqual(sent[-1].priority, "0")
        self.assertLess(sent[0].at - started, 3 * 0.2)  # it did not wait for Master_Down_Interval

    def test_that_somebody_removes_are_restored(self):
        pair = self.make(TANDEM_HIGH, Instance())
        pair.start(HIGH, LOW)
        self.wait_for_owner(HIGH)
        self.stays_with(HIGH, intervals=3)
        pair.run(HIGH, "ip", "address", "delete", "10.77.0.100/32", "dev", "eth0")
        self.wait_for_log(HIGH, "10.77.0.100 is gone, and not by the engine's hand")
        self.wait_for_owner(HIGH)
        self.assertIn("restored 10.77.0.100", pair.log(HIGH))
        self.assertNotIn("MASTER -> ", pair.log(HIGH))

    def test_that_differ_are_accepted_with_an_alarm(self):
        """Keepalived discards such adverts; if both did, there would be two owners."""
        pair = self.make(TANDEM_LOW, Instance(keepalived={"vips": ("10.77.0.100/24", "10.77.0.102/24")}))
        pair.start(HIGH, LOW)
        self.wait_for_owner(HIGH)
        self.wait_for_log(LOW, f"{ADDRESSES[HIGH]} advertises other VIPs than this node has")
        self.stays_with(HIGH)


class Links(PairTest):
    def test_an_interface_of_tandem_that_returns_under_another_index_is_taken_again(self):
        pair = self.make(TANDEM_HIGH, Instance())
        pair.start(HIGH, LOW)
        self.wait_for_owner(HIGH)
        pair.unplug(HIGH)
        self.wait_for_log(HIGH, 'MASTER -> FAULT: interface "eth0" (is missing|has no link)')
        self.wait_for_owner(LOW)
        pair.plug(HIGH)
        self.wait_for_owner(HIGH)
        self.stays_with(HIGH)

    def test_a_standby_whose_interface_returned_hears_and_takes_over(self):
        pair = self.make(TANDEM_LOW, Instance())
        pair.start(HIGH, LOW)
        self.wait_for_owner(HIGH)
        pair.unplug(LOW)
        self.wait_for_log(LOW, 'BACKUP -> FAULT: interface "eth0" (is missing|has no link)')
        pair.plug(LOW)
        self.wait_for_log(LOW, "FAULT -> BACKUP")
        self.stays_with(HIGH, intervals=12)
        pair.stop(HIGH)
        self.wait_for_owner(LOW, seconds=3)


class Timing(PairTest):
    def test_a_v3_backup_adopts_the_masters_interval(self):
        """RFC 5798 6.4.2 (420). With its own 0.1 s tandemd would claim the VIPs between Keepalived's adverts."""
        pair = self.make(TANDEM_LOW, Instance(advert_int=0.1, keepalived={"advert_int": 0.5}))
        pair.start(HIGH)
        self.wait_for_owner(HIGH)
        pair.start(LOW)
        self.stays_with(HIGH, intervals=30)

    def test_a_file_that_is_applied_again_moves_nothing_and_delays_no_advert(self):
        pair = self.make(TANDEM_HIGH, Instance())
        capture = pair.capture(HIGH)
        pair.start(HIGH, LOW)
        self.wait_for_owner(HIGH)
        self.stays_with(HIGH, intervals=3)
        for _ in range(3):
            pair.signal(HIGH, signal.SIGHUP)
            self.stays_with(HIGH, intervals=3)
        times = [packet.at for packet in capture.packets()
                 if packet.is_advert() and packet.mac_source == pair.mac(HIGH)]
        self.assertLess(max(after - before for before, after in zip(times, times[1:])), 0.2 + SOON)


if __name__ == "__main__":
    support.main_of_pairs(sys.modules["__main__"])
