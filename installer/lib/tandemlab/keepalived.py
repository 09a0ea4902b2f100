# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's Keepalived, set up in one of three ways.

seed   as MariaDB's tutorial of 2018 has it, with REST where the tutorial asks MaxAdmin
floor  at its fastest: MaxScale's death comes through a tracked file (see deathwatch.py), the check fails at once, and
       the engine runs in real time where ours does
generated   as `tandemctl generate` makes it of the lab's cluster file
"""

import os
import shutil
import subprocess

from .clusterfile import ADMIN, VRRP_PASSWORD, write_secret
from .errors import LabError
from .layout import REST_PORT, instances

SET_UPS = ("seed", "floor", "generated")

GLOBAL = """global_defs {{
    script_user root
{more}}}
"""

# The default of 10 ms between two waits would end it where 500 instances move at once.
REAL_TIME = """    vrrp_rt_priority 50
    vrrp_rlimit_rttime 1000000
    vrrp_no_swap
"""

SCRIPT = """vrrp_script chk_myscript {{
    script "{check}"
    interval {interval:g}
    fall {fall}
    rise 2
}}
"""

FILE = """track_file maxscale {{
    file "{file}"
    weight 0
}}
"""

INSTANCE = """vrrp_instance {name} {{
    state {state}
    interface {interface}
    virtual_router_id {router_id}
    priority {priority}
    advert_int {advert_int:g}
{version}    virtual_ipaddress {{
        {vip}
    }}
{more}}}
"""

PASSWORD = """    authentication {{
        auth_type PASS
        auth_pass {password}
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


def tracked_file(directory):
    return directory / "maxscale.state"


def tracks_file(plan):
    return plan.checks and plan.set_up == "floor"


def configuration(directory, node, plan):
    """keepalived.conf of a node."""
    floor = plan.set_up == "floor"
    version = PASSWORD.format(password=VRRP_PASSWORD) if plan.version == 2 else "    version 3\n"
    text = GLOBAL.format(more=REAL_TIME if floor and plan.real_time else "")
    more = ""
    if plan.checks:
        text += SCRIPT.format(check=directory / "is_maxscale_running.sh", interval=plan.check_interval,
                              fall=1 if floor else 2)
        more += "    track_script {\n        chk_myscript\n    }\n"
        more += f"    notify {directory / 'notify_script.sh'}\n"
    if tracks_file(plan):
        text += FILE.format(file=tracked_file(directory))
        more += "    track_file {\n        maxscale\n    }\n"
    for name, interface, router_id, vip in instances(plan.instances):
        # The tutorial begins as MASTER on both; at 500 instances that would be a storm of its own.
        state = "MASTER" if plan.set_up == "seed" and plan.instances == 1 else "BACKUP"
        text += INSTANCE.format(name=name, state=state, interface=interface, router_id=router_id,
                                priority=node.priority, advert_int=plan.advert_int, version=version, vip=vip,
                                more=more)
    return text


def generate(layout, node, plan):
    """What the generator makes for this node, where its INSTALL.md would have it."""
    directory, made = layout.node(node.name) / "keepalived", layout.node(node.name) / "generated"
    directory.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([plan.program("tandemctl"), "generate", str(layout.cluster), "--out", str(made),
                           "--keepalived-dir", str(directory), "--run-dir", str(directory / "run")],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise LabError(f"tandemctl generate: {done.stderr.strip()}")
    shutil.copytree(made / node.name / "keepalived", directory)


def write_all(layout, node, plan):
    if plan.set_up == "generated":
        return generate(layout, node, plan)
    directory = layout.node(node.name) / "keepalived"
    directory.mkdir(parents=True)
    values = {"directory": directory, "port": REST_PORT}
    write_script(directory / "is_maxscale_running.sh", CHECK.format(**values))
    write_script(directory / "notify_script.sh", NOTIFY.format(**values))
    write_secret(directory / "curlrc", f'user = "{":".join(ADMIN)}"')
    tracked_file(directory).write_text("0\n", encoding="ascii")
    (directory / "keepalived.conf").write_text(configuration(directory, node, plan), encoding="utf-8")


def command(directory):
    # Without -D: its own logging costs tens of milliseconds of a failover.
    return ["keepalived", "--dont-fork", "--vrrp", "--log-console", "--no-syslog",
            "--use-file", str(directory / "keepalived.conf"), "--pid", str(directory / "keepalived.pid"),
            "--vrrp_pid", str(directory / "vrrp.pid")]
