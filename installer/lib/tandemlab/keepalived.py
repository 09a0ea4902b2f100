# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's Keepalived set up as MariaDB's tutorial of 2018 has it, with REST where the tutorial asks MaxAdmin."""

import os

from .clusterfile import ADMIN, VRRP_PASSWORD, write_secret
from .layout import PREFIX, REST_PORT, VIP

CONFIGURATION = """global_defs {{
    script_user root
}}
vrrp_script chk_myscript {{
    script "{check}"
    interval 2 # check every 2 seconds
    fall 2 # require 2 failures for KO
    rise 2 # require 2 successes for OK
}}
vrrp_instance VI_1 {{
    state MASTER
    interface eth0
    virtual_router_id 51
    priority {priority}
    advert_int 1
    authentication {{
        auth_type PASS
        auth_pass {password}
    }}
    virtual_ipaddress {{
        {vip}/{prefix}
    }}
    track_script {{
        chk_myscript
    }}
    notify {notify}
}}
"""

CHECK = """#!/bin/bash
fileName="{directory}/list_servers.txt"
rm -f $fileName
timeout 2s curl -sf -K {directory}/curlrc http://127.0.0.1:{port}/v1/servers > $fileName
to_result=$?
if [ $to_result -ge 1 ]
then
    echo Timed out or error, timeout returned $to_result
    exit 3
else
    grep1=$(grep server1 $fileName)
    grep2=$(grep server2 $fileName)
    if [ "$grep1" ] && [ "$grep2" ]
    then
        exit 0
    else
        echo Something is wrong
        exit 3
    fi
fi
"""

NOTIFY = """#!/bin/bash
STATE=$3
alter() {{
    curl -s -K {directory}/curlrc -X PATCH -H 'Content-Type: application/json' \\
         -d "{{\\"data\\":{{\\"attributes\\":{{\\"parameters\\":{{\\"passive\\":$1}}}}}}}}" \\
         http://127.0.0.1:{port}/v1/maxscale
}}
case $STATE in
 "MASTER") alter false ;;
 "BACKUP") alter true ;;
 "FAULT")  alter true ;;
 *)        exit 1 ;;
esac
"""


def write_script(path, text):
    path.write_text(text, encoding="utf-8")
    os.chmod(path, 0o700)


def write_all(directory, node):
    directory.mkdir(parents=True)
    values = {"directory": directory, "port": REST_PORT}
    write_script(directory / "is_maxscale_running.sh", CHECK.format(**values))
    write_script(directory / "notify_script.sh", NOTIFY.format(**values))
    write_secret(directory / "curlrc", f'user = "{":".join(ADMIN)}"')
    (directory / "keepalived.conf").write_text(CONFIGURATION.format(
        check=directory / "is_maxscale_running.sh", notify=directory / "notify_script.sh", priority=node.priority,
        password=VRRP_PASSWORD, vip=VIP, prefix=PREFIX), encoding="utf-8")


def command(directory):
    # Without -D: its own logging costs tens of milliseconds of a failover.
    return ["keepalived", "--dont-fork", "--vrrp", "--log-console", "--no-syslog",
            "--use-file", str(directory / "keepalived.conf"), "--pid", str(directory / "keepalived.pid"),
            "--vrrp_pid", str(directory / "vrrp.pid")]
