# SPDX-License-Identifier: GPL-3.0-or-later
"""The judge of the wire is judged: it passes what is right, and finds what is wrong. No namespaces needed."""

import shutil
import struct
import sys
import tempfile
import unittest
from pathlib import Path

from capture import complaints, read

ETHERNET = bytes.fromhex("01005e000012") + bytes.fromhex("00005e000133")
SOURCE, GROUP = bytes((10, 77, 0, 1)), bytes((224, 0, 0, 18))
SOURCE6, GROUP6 = bytes.fromhex("fe80" + "00" * 13 + "01"), bytes.fromhex("ff02" + "00" * 13 + "12")


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def put(data, at, value):
    return data[:at] + struct.pack("!H", value) + data[at + 2:]


def in_ipv4(payload):
    header = struct.pack("!BBHHHBBH", 0x45, 0xc0, 20 + len(payload), 1, 0, 255, 112, 0) + SOURCE + GROUP
    return ETHERNET + b"\x08\x00" + put(header, 10, checksum(header)) + payload


def in_ipv6(payload):
    header = struct.pack("!IHBB", 0x6c000000, len(payload), 112, 255) + SOURCE6 + GROUP6
    return ETHERNET + b"\x86\xdd" + header + payload


def v2():
    advert = bytes((0x21, 51, 100, 1, 1, 1, 0, 0)) + bytes((10, 77, 0, 100)) + b"mypass\0\0"
    return put(advert, 6, checksum(advert))


def v3(addresses=bytes((10, 77, 0, 100)), source=SOURCE, group=GROUP):
    advert = struct.pack("!BBBBHH", 0x31, 51, 100, 1, 20, 0) + addresses
    ends = struct.pack("!HH" if len(source) == 4 else "!II", 112, len(advert))
    return put(advert, 6, checksum(source + group + ends + advert))


def v3_in_ipv6():
    return v3(bytes.fromhex("fe80" + "00" * 13 + "64"), SOURCE6, GROUP6)


@unittest.skipUnless(shutil.which("tshark"), "tshark is not here")
class Judge(unittest.TestCase):
    def complaints_about(self, frame):
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "one.pcap"
            file.write_bytes(struct.pack("<IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
                             + struct.pack("<IIII", 1, 0, len(frame), len(frame)) + frame)
            packets = read(file)
        self.assertEqual(len(packets), 1)
        return complaints(packets)

    def test_passes_what_is_right(self):
        for frame in (in_ipv4(v2()), in_ipv4(v3()), in_ipv6(v3_in_ipv6())):
            self.assertEqual(self.complaints_about(frame), [])

    def test_finds_a_bad_vrrp_checksum(self):
        for wrap, advert in ((in_ipv4, v2()), (in_ipv4, v3()), (in_ipv6, v3_in_ipv6())):
            bad = put(advert, 6, struct.unpack("!H", advert[6:8])[0] ^ 1)
            self.assertTrue(any("vrrp_checksum is bad" in text for text in self.complaints_about(wrap(bad))))

    def test_finds_a_bad_ip_checksum(self):
        frame = in_ipv4(v2())
        self.assertTrue(any("ip_checksum" in text for text in self.complaints_about(put(frame, 24, 0x1234))))

    def test_finds_a_packet_that_ends_too_early(self):
        self.assertTrue(any("malformed" in text for text in self.complaints_about(in_ipv4(v3()[:9]))))


if __name__ == "__main__":
    unittest.main(module=sys.modules["__main__"], verbosity=2)
