# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's cluster file and the secrets that it names."""

import os

from .layout import AGENT_PORT, LISTENER_PORT, NODES, REST_PORT, instances

VRRP_PASSWORD = "mypass"
ADMIN = ("admin", "mariadb")      # MaxScale's own default
READER = ("monitor", "monitor")

NODE = """
[[node]]
name = "{0.name}"
address = "{0.address}"
interface = "eth0"
priority = {0.priority}
version_string = "{0.version_string}"
"""


INSTANCE = """
[[vrrp_instance]]
name = "{name}"
version = {version}
virtual_router_id = {router_id}
advert_int = {advert_int}
virtual_ipaddress = ["{vip}"]
"""

PASSWORD = """auth_type = "PASS"
auth_pass_file = "secrets/vrrp.password"
"""

ON_INTERFACE = """[vrrp_instance.node.{node}]
interface = "{interface}"
"""

LIMITS = """# What a roll-out may make tandemd do in the lab.
format = 1
interfaces = ["eth0", "eth1"]
vip_ranges = ["10.77.0.0/16", "10.78.0.0/16"]
virtual_router_ids = ["1-255"]
"""

MAXSCALE = """
[maxscale]
url = "http://127.0.0.1:{rest}"
user = "{user}"
password_file = "secrets/maxscale.password"
admin_user = "{admin}"
admin_password_file = "secrets/maxscale-admin.password"
mode = "passive"
listeners = [{listener}]
servers = ["server1", "server2"]

[[check]]
name = "maxscale"
kind = "maxscale"
interval = {interval}
timeout = {timeout}
fall = 2
rise = 2
"""


def instance_text(plan, name, interface, router_id, vip):
    text = INSTANCE.format(name=name, version=plan.version, router_id=router_id, advert_int=float(plan.advert_int),
                           vip=vip.removesuffix("/32"))
    if plan.version == 2:
        text += PASSWORD
    if plan.lease is not None:
        text += f"lease = {plan.lease}\n"
    if plan.checks:
        text += 'track = ["maxscale"]\n'
    if interface != "eth0":
        text += "".join(ON_INTERFACE.format(node=node.name, interface=interface) for node in NODES)
    return text


def text(engine, plan):
    instances_text = "".join(instance_text(plan, *row) for row in instances(plan.instances))
    maxscale = MAXSCALE.format(rest=REST_PORT, user=READER[0], admin=ADMIN[0], listener=LISTENER_PORT,
                               interval=float(plan.check_interval), timeout=plan.check_interval / 2)
    return f"""# Written by installer/lab.
format = 1

[cluster]
name = "lab"
engine = "{engine}"
{"".join(NODE.format(node) for node in NODES)}{instances_text}{maxscale if plan.checks else ""}
[helper]
listen = "0.0.0.0:{AGENT_PORT}"
"""


def write_secret(path, secret):
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secret + "\n")


def write_all(layout, engine, plan):
    layout.secrets.mkdir(mode=0o700)
    write_secret(layout.secrets / "vrrp.password", VRRP_PASSWORD)
    write_secret(layout.secrets / "maxscale.password", READER[1])
    write_secret(layout.secrets / "maxscale-admin.password", ADMIN[1])
    write_secret(layout.secrets / "maxscale.users", f"{':'.join(ADMIN)}:admin\n{':'.join(READER)}:basic")
    layout.cluster.write_text(text(engine, plan), encoding="utf-8")
    for node in NODES:
        layout.node(node.name).mkdir()
        layout.cluster_of(node.name).symlink_to("../cluster.toml")
        layout.cluster_of(node.name).with_name("secrets").symlink_to("../secrets")
        layout.cluster_of(node.name).with_name("limits.toml").write_text(LIMITS, encoding="utf-8")
