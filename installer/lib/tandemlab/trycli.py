# SPDX-License-Identifier: GPL-3.0-or-later
"""installer/try: a lab with the desktop on it, or, without a display, the story of a failover played by itself."""

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import clusterfile, roles, screenshots, story
from .control import Control
from .errors import DONE, NO, LabError
from .lab import Lab
from .layout import CLIENT, LISTENER_PORT, NODES, REPOSITORY, VIP, default_dir
from .modewatch import ModeWatch
from .prober import Prober

SESSIONS = 12
LOG_LINES = 400


def say(text):
    print(text, flush=True)


def parser():
    top = argparse.ArgumentParser(prog="installer/try", description=__doc__)
    top.add_argument("--headless", action="store_true", help="no desktop: play the story, check it, end")
    top.add_argument("--report", metavar="FILE", help="headless: write what happened as JSON")
    top.add_argument("--screenshots", metavar="DIR", help="headless: pictures of the desktop on that very run")
    top.add_argument("--dir", default=str(default_dir()), help="where the lab lies (default %(default)s)")
    top.add_argument("--build", default=str(REPOSITORY / "build" / "release"),
                     help="whose programs run, instead of building build/release")
    top.add_argument("--user", action="store_true", help="in a user namespace, also as root")
    return top


def plan_of(options):
    user_mode = options.user or os.geteuid() != 0
    return roles.Plan(build=os.path.abspath(options.build), user_mode=user_mode,
                      real_time=roles.may_run_in_real_time(user_mode))


@contextlib.contextmanager
def sessions(lab):
    """Some clients with sessions on the VIP, so that there is something to see."""
    process = subprocess.Popen(
        lab.enter(CLIENT) + [sys.executable, "-I", str(Path(__file__).with_name("sessions.py")), VIP,
                             str(LISTENER_PORT), str(SESSIONS)], stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # nsenter and what it started
        process.wait()
        process.stdin.close()


def keep_logs(lab, directory):
    """The ends of all logs, for who wants to know why."""
    directory.mkdir(parents=True, exist_ok=True)
    for node in NODES:
        for log in lab.layout.node(node.name).glob("*.log"):
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
            (directory / f"{node.name}-{log.name}").write_text("\n".join(lines) + "\n", encoding="utf-8")
    say(f"the ends of the logs are in {directory}")


def play(lab, plan, options, report):
    """Fills the report as it goes, so that a story that ends early is told as far as it came."""
    begin_ns = time.time_ns()
    lab.up(plan, say)
    report["clocks"] = [story.clock_of(lab, node.name) for node in NODES]
    control = Control(lab, plan.build)
    with (ModeWatch(lab, ":".join(clusterfile.READER)) as watch, sessions(lab),
          Prober(lab, plan.program("tandem-prober")) as prober):
        for step in story.Story(lab, control, prober, watch).play(begin_ns):
            report["steps"].append(step)
            say(story.summary(step))
        if options.screenshots:
            report["screenshots"], report["problems"] = screenshots.take(lab, plan.build, options.screenshots)
    report["ok"] = (not report["problems"] and len(report["steps"]) == len(story.STEPS)
                    and all(step["ok"] for step in report["steps"]))


def headless(lab, plan, options):
    begin = time.monotonic()
    where = Path(options.report).absolute() if options.report else None
    report = {"format": 1, "ok": False, "mode": "user" if plan.user_mode else "root", "clocks": [], "steps": [],
              "screenshots": [], "problems": []}
    code = NO
    try:
        play(lab, plan, options, report)
    except LabError as error:
        report["problems"].append(str(error))
        code = error.code
    finally:
        if not report["ok"] and lab.is_up():
            keep_logs(lab, (where.parent if where else Path(tempfile.mkdtemp(prefix="tandem-try-"))) / "try-logs")
        lab.down()
        if where:
            where.parent.mkdir(parents=True, exist_ok=True)
            where.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    for problem in report["problems"]:
        say(problem)
    say(f"{'It came true' if report['ok'] else 'It did not come true'}, in {time.monotonic() - begin:.0f} s")
    return DONE if report["ok"] else code


def with_desktop(lab, plan):
    lab_words = f"installer/lab --dir {lab.layout.dir}"
    try:
        lab.up(plan, say)
        say(f"The lab is up. Kill a MaxScale and watch:  {lab_words} signal maxscale1 maxscale KILL\n"
            f"Bring it back:                           {lab_words} start maxscale1 maxscale\n"
            "The lab goes down when the window closes.")
        with sessions(lab):
            done = subprocess.run(
                lab.enter(CLIENT) + [plan.program("tandem"), str(lab.layout.cluster), "--identity",
                                     str(lab.layout.identity)], check=False)
        return done.returncode
    finally:
        lab.down()
        say("The lab is down.")


def main(arguments=None):
    options = parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    plan = plan_of(options)
    lab = Lab(options.dir)
    try:
        for program in ("tandemctl", "tandem", "tandem-prober"):
            if not shutil.which(plan.program(program)):
                raise LabError(f"{plan.build}/bin has no {program}")
        if lab.is_up():
            raise LabError(f"a lab is already up in {lab.layout.dir}; end it with installer/lab down, "
                           "or choose another --dir")
        has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        if not options.headless and has_display:
            return with_desktop(lab, plan)
        if not options.headless:
            say("There is no display: playing the story without the desktop, as --headless does.")
        return headless(lab, plan, options)
    except LabError as error:
        print(f"try: {error}", file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        print("try: interrupted", file=sys.stderr)
        return NO


if __name__ == "__main__":
    sys.exit(main())
