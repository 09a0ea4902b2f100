#!/bin/sh
# VRRP between the nodes of shop, for firewalld on maxscale1 (its default zone).
set -e
firewall-cmd --permanent --add-rich-rule='rule family="ipv4" source address="10.77.0.2" protocol value="112" accept'
firewall-cmd --reload
