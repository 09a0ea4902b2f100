# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's cluster file and the secrets that it names."""

import os

from .layout import AGENT_PORT, LISTENER_PORT, NODES, PREFIX, REST_PORT, VIP

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


def text(engine, reader=READER):
    return f"""# Written by installer/lab.
format = 1

[cluster]
name = "lab"
engine = "{engine}"
{"".join(NODE.format(node) for node in NODES)}
[[vrrp_instance]]
name = "VI_1"
version = 2
virtual_router_id = 51
advert_int = 1.0
virtual_ipaddress = ["{VIP}/{PREFIX}"]
auth_type = "PASS"
auth_pass_file = "secrets/vrrp.password"
track = ["maxscale"]

[maxscale]
url = "http://127.0.0.1:{REST_PORT}"
user = "{reader[0]}"
password_file = "secrets/maxscale.password"
admin_user = "{ADMIN[0]}"
admin_password_file = "secrets/maxscale-admin.password"
mode = "passive"
listeners = [{LISTENER_PORT}]
servers = ["server1", "server2"]

[[check]]
name = "maxscale"
kind = "maxscale"
interval = 2.0
timeout = 1.0
fall = 2
rise = 2

[helper]
listen = "0.0.0.0:{AGENT_PORT}"
"""


def write_secret(path, secret):
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secret + "\n")


def write_all(layout, engine, own_maxscale):
    """A MaxScale of the user's own knows its default user only, who then reads as well."""
    reader = ADMIN if own_maxscale else READER
    layout.secrets.mkdir(mode=0o700)
    write_secret(layout.secrets / "vrrp.password", VRRP_PASSWORD)
    write_secret(layout.secrets / "maxscale.password", reader[1])
    write_secret(layout.secrets / "maxscale-admin.password", ADMIN[1])
    write_secret(layout.secrets / "maxscale.users", f"{':'.join(ADMIN)}:admin\n{':'.join(READER)}:basic")
    layout.cluster.write_text(text(engine, reader), encoding="utf-8")
