# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of installer/lab."""

import argparse
import json
import os
import sys

from . import keepalived, maxscale, roles
from .errors import DONE, NO, USAGE, LabError
from .lab import Lab
from .layout import ADDRESSES, NODES, REPOSITORY, default_dir

DESCRIPTION = """Two MaxScale hosts and a client on this machine, as network namespaces on 10.77.0.0/24 with the VIP
10.77.0.100. Nothing outside of the lab's directory is touched, and nothing stays behind after `down`."""

EPILOG = """--maxscale puts a real MaxScale in the place of the stand-in. Its files are in NODE/maxscale of the lab's
directory; it runs as root without capabilities. It looks for its databases on the host `client`, 10.77.0.9:3001 and
3002, with the user maxmon, password maxmon. Without them its monitor sees both servers Down and no client can log in:
for more, you must have MariaDB servers that replicate, and start them there yourself: installer/lab run client mariadbd
--port=3001 --bind-address=10.77.0.9 ..."""


def say(text):
    print(f"lab: {text}", file=sys.stderr)


def parser():
    top = argparse.ArgumentParser(prog="installer/lab", description=DESCRIPTION, epilog=EPILOG)
    top.add_argument("--dir", default=None, help=f"where everything of the lab lies (default {default_dir()})")
    top.add_argument("--maxscale", metavar="CMD", default="",
                     help="a real MaxScale instead of the stand-in: `maxscale` or a path, with options of your own; "
                          "the lab adds --config, --nodaemon, --user and the directories. See below")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    up = commands.add_parser("up", help="start it")
    up.add_argument("--maxscale", metavar="CMD", default=argparse.SUPPRESS, help="as above")
    up.add_argument("--build", default=str(REPOSITORY / "build" / "release"),
                    help="whose programs run (default build/release)")
    up.add_argument("--engine", default="tandemd", metavar="KIND[,KIND]",
                    help="tandemd, keepalived (as MariaDB's tutorial sets it up) or none; two words for two nodes")
    up.add_argument("--vrrp-version", type=int, default=2, choices=(2, 3), help="default 2")
    up.add_argument("--advert-int", type=float, default=1.0, metavar="S", help="seconds between adverts (default 1)")
    up.add_argument("--check-interval", type=float, default=2.0, metavar="S",
                    help="seconds between two checks of MaxScale (default 2)")
    up.add_argument("--lease", type=int, metavar="S", help="seconds that a VIP outlives its engine by (default: derived)")
    up.add_argument("--no-checks", action="store_true", help="nobody looks after MaxScale")
    up.add_argument("--instances", type=int, default=1, metavar="N", help="1 to 500; from 251 on two interfaces")
    up.add_argument("--keepalived", default="seed", choices=keepalived.SET_UPS,
                    help="how it is set up: as MariaDB's tutorial has it (default), or at its fastest")
    up.add_argument("--user", action="store_true", help="in a user namespace, also as root")

    commands.add_parser("down", help="end it and remove everything of it")
    status = commands.add_parser("status", help="what runs (exit 1: nothing)")
    status.add_argument("--json", action="store_true")
    run = commands.add_parser("run", help="run a command on a host: " + ", ".join(ADDRESSES))
    run.add_argument("host")
    run.add_argument("words", nargs=argparse.REMAINDER, metavar="CMD…")
    send = commands.add_parser("signal", help="send a signal to a program of a node")
    send.add_argument("node")
    send.add_argument("role", choices=("engine", "guard", "agent", "maxscale"))
    send.add_argument("signal")
    start = commands.add_parser("start", help="start a program of a node again")
    start.add_argument("node")
    start.add_argument("role", choices=("engine", "agent", "maxscale"))
    link = commands.add_parser("link", help="pull the cable of a host, or plug it in")
    link.add_argument("host")
    link.add_argument("what", choices=("up", "down", "cut"), help="cut: nothing comes through, though the carrier stays")
    for command in commands.choices.values():
        command.add_argument("--dir", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return top


def engines(text):
    kinds = text.split(",")
    if len(kinds) == 1:
        kinds *= len(NODES)
    if len(kinds) != len(NODES) or not set(kinds) <= set(roles.ENGINES):
        raise LabError(f"--engine {text}: choose {', '.join(roles.ENGINES)}, for all nodes or one for each", USAGE)
    return kinds


def up(lab, options):
    user_mode = options.user or os.geteuid() != 0
    plan = roles.Plan(build=os.path.abspath(options.build), engines=engines(options.engine),
                      maxscale=maxscale.with_whole_path(options.maxscale), user_mode=user_mode,
                      real_time=roles.may_run_in_real_time(user_mode), version=options.vrrp_version,
                      advert_int=options.advert_int, instances=options.instances,
                      checks=not options.no_checks, check_interval=options.check_interval,
                      set_up=options.keepalived, lease=options.lease)
    lab.up(plan, say)
    say(f"up in {lab.layout.dir}")
    return DONE


def down(lab, _options):
    say(f"{lab.layout.dir} is down" if lab.down() else f"no lab in {lab.layout.dir}")
    return DONE


def status(lab, options):
    answer = lab.status()
    if options.json:
        print(json.dumps(answer, indent=2))
    elif answer["up"]:
        print(f"{answer['dir']}: up ({answer['mode']}), VIP on {', '.join(lab.vip_holders()) or 'nobody'}")
        for node in answer["nodes"]:
            pids = ", ".join(f"{role} {pid}" for role, pid in node["pids"].items()) or "nothing runs"
            print(f"  {node['name']:10} {node['address']:12} {pids}")
    else:
        print(f"{answer['dir']}: no lab is up")
    return DONE if answer["up"] else NO


def run(lab, options):
    words = options.words[1:] if options.words[:1] == ["--"] else options.words
    if not words:
        raise LabError("run what? installer/lab run HOST CMD…", USAGE)
    lab.require_up()
    entered = lab.enter(options.host, os.getcwd())
    os.environ["TANDEM_NODE"] = options.host
    sys.stdout.flush()
    os.execvp(entered[0], entered + words)


def send(lab, options):
    lab.signal(options.node, options.role, options.signal)
    return DONE


def start(lab, options):
    lab.start(options.node, options.role)
    return DONE


def link(lab, options):
    lab.link(options.host, options.what)
    return DONE


def main(arguments=None):
    options = parser().parse_args(arguments)
    action = {"up": up, "down": down, "status": status, "run": run, "signal": send, "start": start,
              "link": link}[options.command]
    try:
        return action(Lab(options.dir or default_dir()), options)
    except LabError as error:
        say(str(error))
        return error.code
    except KeyboardInterrupt:
        say("interrupted")
        return NO
