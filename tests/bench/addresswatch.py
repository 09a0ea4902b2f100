# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints each IPv4 address that comes or goes in this network namespace: "NS add|del ADDRESS". Ends with its input.

Begins with what is there, and a line "NS sync -". Renewals of what is there already are no news.
"""

import os
import select
import socket
import struct
import sys
import time

RTMGRP_IPV4_IFADDR = 0x10
RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR, NLMSG_DONE, NLMSG_ERROR = 20, 21, 22, 3, 2
NLM_F_REQUEST, NLM_F_DUMP = 1, 0x300
IFA_LOCAL = 2
RECEIVE_BUFFER = 8 * 1024 * 1024
SO_RCVBUFFORCE = 33


def local_address(body):
    """Of struct ifaddrmsg and its attributes."""
    at = 8
    while at + 4 <= len(body):
        length, kind = struct.unpack_from("=HH", body, at)
        if kind == IFA_LOCAL:
            return socket.inet_ntoa(body[at + 4:at + 8])
        at += (max(length, 4) + 3) & ~3
    return None


def messages(packet):
    at = 0
    while at + 16 <= len(packet):
        length, kind = struct.unpack_from("=IH", packet, at)
        yield kind, packet[at + 16:at + length]
        at += (max(length, 16) + 3) & ~3


def main():
    link = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)
    link.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
    link.bind((0, RTMGRP_IPV4_IFADDR))
    link.send(struct.pack("=IHHIIB7x", 24, RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, 1, 0, socket.AF_INET))
    there = set()
    waited = select.poll()
    waited.register(link, select.POLLIN)
    waited.register(0, select.POLLIN)
    while True:
        if any(descriptor == 0 for descriptor, _ in waited.poll()):
            return
        packet = link.recv(65536)
        now = time.time_ns()
        lines = []
        for kind, body in messages(packet):
            if kind == NLMSG_DONE:
                lines.append(f"{now} sync -\n")
            if kind == NLMSG_ERROR:
                sys.exit("addresswatch: the kernel refused the dump")
            if kind not in (RTM_NEWADDR, RTM_DELADDR):
                continue
            address = local_address(body)
            if kind == RTM_NEWADDR and address not in there:
                there.add(address)
                lines.append(f"{now} add {address}\n")
            if kind == RTM_DELADDR and address in there:
                there.discard(address)
                lines.append(f"{now} del {address}\n")
        if lines:
            os.write(1, "".join(lines).encode())


if __name__ == "__main__":
    main()
