# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes over a wire: taken down by dumpcap, read by tshark."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass

from support import proc

# Field of the packet, field of tshark. Where a packet has several layers with a field, the first counts.
FIELDS = {
    "time": "frame.time_epoch", "malformed": "_ws.malformed", "expert": "_ws.expert.message",
    "ip_source": "ip.src", "ip6_source": "ipv6.src", "ip_destination": "ip.dst", "ip6_destination": "ipv6.dst",
    "ttl": "ip.ttl", "hop_limit": "ipv6.hlim", "dscp": "ip.dsfield.dscp", "traffic_class": "ipv6.tclass.dscp",
    "ip_checksum": "ip.checksum.status", "version": "vrrp.version", "router_id": "vrrp.virt_rtr_id",
    "priority": "vrrp.prio", "vrrp_checksum": "vrrp.checksum.status", "arp_operation": "arp.opcode",
    "arp_sender": "arp.src.proto_ipv4", "arp_target": "arp.dst.proto_ipv4", "icmp6_type": "icmpv6.type",
    "icmp6_checksum": "icmpv6.checksum.status", "icmp6_target": "icmpv6.nd.na.target_address",
    "mac_source": "eth.src", "address_count": "vrrp.addr_count",
}
GOOD = "1"  # tshark's word for a checksum that is right
FILTER = "proto 112 or ip6 proto 112 or arp or icmp6"


@dataclass(frozen=True)
class Packet:
    fields: dict

    def __getattr__(self, name):
        return self.fields[name]

    @property
    def source(self):
        return self.ip_source or self.ip6_source

    @property
    def at(self):
        return float(self.fields["time"])

    def is_advert(self):
        """One itself, and not the one that an ICMPv6 error returns."""
        return self.fields["version"] != "" and self.fields["icmp6_type"] == ""

    def is_announcement_of(self, address):
        """A gratuitous ARP, or an unsolicited neighbour advertisement."""
        if self.arp_operation:
            return self.arp_sender == self.arp_target == address
        return self.icmp6_type == "136" and self.icmp6_target == address and self.ip6_destination.startswith("ff02")


SECONDS_UNTIL_HANDED_OVER = 0.3  # the kernel keeps captured packets for a while, and what it keeps at the end is lost


class Capture:
    def __init__(self, entered, interface, file):
        """`entered`: the words that bring a command into the namespace of that interface."""
        self.file = file
        self._process = subprocess.Popen(
            entered + ["dumpcap", "-q", "-i", interface, "-f", FILTER, "-w", str(file)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
        if not proc.wait_until(lambda: self._is_at_work() or self._process.poll() is not None, 10):
            raise AssertionError("dumpcap does not start")
        if self._process.poll() is not None:
            raise AssertionError(f"dumpcap: {self._process.stderr.read().decode()}")

    def _is_at_work(self):
        return self.file.exists() and self.file.stat().st_size > 0

    def stop(self):
        if self._process.poll() is None:
            time.sleep(SECONDS_UNTIL_HANDED_OVER)
            for pid in proc.children_of(self._process.pid) or [self._process.pid]:
                os.kill(pid, signal.SIGINT)
        self._process.communicate(timeout=10)

    def packets(self):
        """Ends the capture; what it saw, oldest first."""
        self.stop()
        return read(self.file)


def read(file):
    # A VIP that moves is a "duplicate" to tshark.
    words = ["tshark", "-r", str(file), "-o", "ip.check_checksum:TRUE", "-o", "arp.detect_duplicate_ips:FALSE",
             "-T", "fields", "-E", "occurrence=f", "-E", "separator=/t"]
    for field in FIELDS.values():
        words += ["-e", field]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        raise AssertionError(f"tshark: {done.stderr}")
    rows = (line.split("\t") for line in done.stdout.splitlines())
    return [Packet(dict(zip(FIELDS, row, strict=True))) for row in rows]


def complaints(packets):
    """What is wrong with them: malformed, a bad checksum, a remark of tshark's experts."""
    found = []
    for packet in packets:
        for name in ("malformed", "expert"):
            if packet.fields[name]:
                found.append(f"{packet.at}: {name}: {packet.fields[name]}")
        for name in ("ip_checksum", "vrrp_checksum", "icmp6_checksum"):
            if packet.fields[name] not in ("", GOOD):
                found.append(f"{packet.at}: {name} is bad")
    return found
