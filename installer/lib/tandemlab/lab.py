# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab: up, down, what is in it, and what is done to it."""

import contextlib
import dataclasses
import fcntl
import json
import os
import shutil
import subprocess
import sys

from . import clusterfile, identity, keepalived, maxscale, namespaces, processes, proc, roles
from .errors import LabError, NOT_REACHED, USAGE
from .layout import (ADDRESSES, AGENT_PORT, CLIENT, CLIENT_ADDRESS, LISTENER_PORT, NODES, REST_PORT, VIP, Layout,
                     node_named)

SECONDS_TO_START = 45  # of a host that stands still for a while; it takes one as a rule
SECONDS_TO_STOP = 5


class Lab:
    def __init__(self, directory):
        self.layout = Layout(directory)

    # What is there

    def _state(self):
        """lab.json, or None where no lab is."""
        try:
            return json.loads(self.layout.state.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def _holder(self):
        """The pid of the first process inside, or None when the lab is not up."""
        state = self._state()
        if not state or "holder" not in state:
            return None
        holder = proc.Identity(state["holder"]["pid"], state["holder"]["start"])
        return holder.pid if proc.is_alive(holder) else None

    def _plan(self):
        return roles.Plan(**self._state()["plan"])

    def is_up(self):
        return self._holder() is not None

    def require_up(self):
        if not self.is_up():
            raise LabError(f"no lab is up in {self.layout.dir}; start one with installer/lab up")

    def enter(self, name, directory="/"):
        if name not in ADDRESSES:
            raise LabError(f"there is no host \"{name}\"; they are {', '.join(ADDRESSES)}", USAGE)
        return namespaces.enter(self._holder(), self._plan().user_mode, self.layout, name, directory)

    # Up and down

    def up(self, plan, say, wait_for_vip=True):
        self.layout.check_socket_paths()
        plan.check()
        with self._locked():
            if self.is_up():
                raise LabError(f"a lab is already up in {self.layout.dir}; end it with installer/lab down")
            if len(list(self.layout.dir.iterdir())) > 1:
                say(f"clearing the remains of an earlier lab in {self.layout.dir}")
                namespaces.destroy(self.layout)
                self._clear()
            try:
                self._set_up(plan, say, wait_for_vip)
            except BaseException:  # Ctrl-C too
                self._take_down()
                raise

    def down(self):
        """True if there was anything to take down."""
        found = self.layout.marker.exists()
        if self.is_up() and self._plan().maxscale:
            self._stop_maxscale()
        return self._take_down() or found

    def _stop_maxscale(self):
        """In order, where it can: a stopped or hanging one ends with its namespaces."""
        running = [found for node in NODES if (found := processes.running(self.layout.pidfile(node.name, "maxscale")))]
        for identity_of_one in running:
            with contextlib.suppress(LabError):  # it may just have ended
                processes.send(identity_of_one, processes.signal_number("TERM"), whole_group=False)
        proc.wait_until(lambda: not any(proc.is_alive(each) for each in running), SECONDS_TO_STOP)

    def _take_down(self):
        ended = namespaces.destroy(self.layout)
        if self.layout.marker.exists():
            shutil.rmtree(self.layout.dir)
        return ended

    def _clear(self):
        for path in self.layout.dir.iterdir():
            if path == self.layout.marker:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    @contextlib.contextmanager
    def _locked(self):
        """One `up` at a time, and only in a directory that is the lab's own or new."""
        directory = self.layout.dir
        try:
            directory.mkdir(mode=0o700, parents=True)
            self.layout.marker.touch()
        except FileExistsError:
            if not self.layout.marker.exists():
                if not directory.is_dir() or any(directory.iterdir()):
                    raise LabError(f"{directory} holds something else; choose an empty directory", USAGE) from None
                self.layout.marker.touch()
        except OSError as error:
            raise LabError(f"{directory} cannot be made: {error.strerror}") from None
        descriptor = os.open(self.layout.marker, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LabError(f"another `up` is at work in {directory}") from None
        else:
            yield
        finally:
            os.close(descriptor)

    def _set_up(self, plan, say, wait_for_vip):
        layout = self.layout
        layout.namespaces.mkdir()
        holder = namespaces.Holder(layout, plan.user_mode, plan.interfaces())
        layout.state.write_text(json.dumps({
            "holder": {"pid": holder.identity.pid, "start": holder.identity.start},
            "plan": dataclasses.asdict(plan),
        }), encoding="utf-8")
        engine = "keepalived" if set(plan.engines) == {"keepalived"} else "tandemd"
        clusterfile.write_all(layout, engine, plan)
        for number, node in enumerate(NODES):
            for directory in (layout.run_dir(node.name), layout.state_dir(node.name)):
                directory.mkdir(parents=True)
            if plan.maxscale:
                maxscale.write_all(layout.maxscale(node.name), node.version_string, CLIENT_ADDRESS, LISTENER_PORT)
            if plan.engine_of(number) == "keepalived":
                keepalived.write_all(layout, node, plan)
        identity.make_all({node.name: layout.state_dir(node.name) for node in NODES}, layout.identity)
        for number, node in enumerate(NODES):
            for role in roles.commands(plan, layout, number, node):
                self.start(node.name, role)
        self._wait_until_started(plan)
        holder.stay()
        if wait_for_vip and set(plan.engines) != {"none"}:
            owner = self.wait_for_vip_owner(SECONDS_TO_START)
            say(f"{VIP} is on {owner}" if owner else
                f"nobody took {VIP} within {SECONDS_TO_START} s; see the logs in {layout.dir}")

    def _wait_until_started(self, plan):
        for number, node in enumerate(NODES):
            for role in roles.commands(plan, self.layout, number, node):
                self._wait_for(plan, number, node, role)

    def _wait_for(self, plan, number, node, role):
        what = f"{role} on {node.name}"
        log = self.layout.log(node.name, role)
        pidfile = self.layout.pidfile(node.name, role)
        proc.wait_until(lambda: not processes.running(pidfile) or self._has_started(plan, number, node, role),
                        SECONDS_TO_START)
        if not processes.running(pidfile):
            raise LabError(f"{what} ended:\n{processes.tail(log)}")
        if not self._has_started(plan, number, node, role):
            stuck = "\n".join(proc.doings_of(processes.running(pidfile).pid))
            raise LabError(f"{what} was not ready within {SECONDS_TO_START} s:\n{processes.tail(log)}\n{stuck}")

    def _make_reader(self, name):
        """A real MaxScale knows its default user only; the cluster file names one that reads."""
        secrets = f"{':'.join(clusterfile.ADMIN)}\n{clusterfile.READER[1]}\n"
        done = subprocess.run(self.enter(name) + [sys.executable, "-I", maxscale.__file__, clusterfile.READER[0]],
                              input=secrets, capture_output=True, text=True, check=False)
        if done.returncode:
            raise LabError(f"maxscale on {name}: {(done.stdout + done.stderr).strip()}\n"
                           + processes.tail(self.layout.log(name, "maxscale")))

    def _has_started(self, plan, number, node, role):
        running = processes.running(self.layout.pidfile(node.name, role))
        if running is None:
            return False
        if role == "maxscale":
            return {REST_PORT, LISTENER_PORT} <= proc.listening_ports(running.pid)
        if role == "watcher":
            return keepalived.tracked_file(self.layout.node(node.name) / "keepalived").read_text().strip() == "0"
        if role == "agent":
            return AGENT_PORT in proc.listening_ports(running.pid)
        return plan.engine_of(number) == "keepalived" or (self.layout.run_dir(node.name) / "engine.sock").exists()

    # One program

    def start(self, name, role):
        self.require_up()
        plan = self._plan()
        node = node_named(name)
        number = NODES.index(node)
        commands = roles.commands(plan, self.layout, number, node)
        if role not in commands:
            raise LabError(f"{name} has no {role}; it has {', '.join(commands)}", USAGE)
        pidfile = self.layout.pidfile(name, role)
        if processes.running(pidfile):
            raise LabError(f"{role} on {name} is running")
        environment = {"TANDEM_NODE": name}
        processes.launch(self.enter(name), self._holder(), commands[role], self.layout.log(name, role), pidfile,
                         environment)
        if role == "maxscale" and plan.maxscale:
            self._wait_for(plan, number, node, role)
            self._make_reader(name)

    def pids(self, name):
        """{role: pid} of what runs on a node."""
        found = {}
        for role in ("engine", "agent", "maxscale", "watcher"):
            running = processes.running(self.layout.pidfile(name, role))
            if running is None:
                continue
            found[role] = running.pid
            if role == "engine":
                # The process that was started is the guard (Keepalived's parent) and its child the engine.
                program = proc.name_of(running.pid)
                inner = [pid for pid in proc.direct_children_of(running.pid) if proc.name_of(pid) == program]
                if inner:
                    found["guard"], found["engine"] = running.pid, inner[0]
        return found

    def signal(self, name, role, text):
        self.signal_all(name, [role], text)

    def signal_all(self, name, wanted, text):
        """One after the other, as fast as it goes: none of them is found only after the first had its signal."""
        self.require_up()
        node_named(name)
        number = processes.signal_number(text)
        pids = self.pids(name)
        targets = [(role, proc.identity_of(pids[role]) if role in pids else None) for role in wanted]
        for role, target in targets:
            if target is None:
                raise LabError(f"no {role} runs on {name}", NOT_REACHED)
        for which, (role, target) in enumerate(targets):
            try:
                processes.send(target, number, whole_group=role == "maxscale")
            except LabError:
                if which == 0:  # a later one may have ended with the first: that is how guard and engine are
                    raise

    @staticmethod
    def wake(identities):
        """Those of them that still live."""
        for identity in identities:
            if proc.is_alive(identity):
                with contextlib.suppress(LabError):  # it may just have ended
                    processes.send(identity, processes.signal_number("CONT"), whole_group=False)

    def enter_bridge(self):
        """The words that run what follows them where the bridges are."""
        return namespaces.enter_bridge(self._holder(), self._plan().user_mode)

    def link(self, name, what):
        """The cables of a host: up; down, where it loses the carrier; cut, where it does not but nothing comes through."""
        self.require_up()
        if name not in ADDRESSES:
            raise LabError(f"there is no host \"{name}\"; they are {', '.join(ADDRESSES)}", USAGE)
        number = list(ADDRESSES).index(name)
        for which in range(self._plan().interfaces()):
            words = {"up": [f"master br{which}", "up"], "down": ["down"], "cut": ["nomaster"]}[what]
            port = f"port{which * len(ADDRESSES) + number}"
            done = subprocess.run(self.enter_bridge() + ["ip", "link", "set", port] + " ".join(words).split(),
                                  capture_output=True, text=True, check=False)
            if done.returncode:
                raise LabError(f"{port}: {done.stderr.strip()}")

    # What can be seen

    def vip_holders(self):
        """Nodes whose kernel has the VIP. Who answers for it is another question."""
        holders = []
        for node in NODES:
            done = subprocess.run(self.enter(node.name) + ["ip", "-json", "address", "show", "dev", "eth0"],
                                  capture_output=True, text=True, check=False)
            try:
                addresses = [entry["local"] for link in json.loads(done.stdout) for entry in link.get("addr_info", [])]
            except ValueError:
                continue
            if VIP in addresses:
                holders.append(node.name)
        return holders

    def wait_for_vip_owner(self, seconds, name=None):
        """The one node that has the VIP, or None in time."""
        owner = []

        def settled():
            owner[:] = self.vip_holders()
            return len(owner) == 1 and (name is None or owner == [name])
        return owner[0] if proc.wait_until(settled, seconds, pause=0.1) else None

    def _sched_fifo(self):
        for node in NODES:
            pid = self.pids(node.name).get("engine")
            with contextlib.suppress(OSError):
                if pid and os.sched_getscheduler(pid) & ~os.SCHED_RESET_ON_FORK == os.SCHED_FIFO:
                    return True
        return False

    def status(self):
        layout = self.layout
        answer = {"dir": str(layout.dir), "up": self.is_up(), "cluster": str(layout.cluster),
                  "identity": str(layout.identity), "mode": None, "sched_fifo": False, "nodes": []}
        if not answer["up"]:
            return answer
        answer["mode"] = "user" if self._plan().user_mode else "root"
        answer["sched_fifo"] = self._sched_fifo()
        answer["client"] = {"name": CLIENT, "address": ADDRESSES[CLIENT]}
        answer["vip"] = VIP
        for number, node in enumerate(NODES):
            answer["nodes"].append({
                "name": node.name, "address": node.address, "run_dir": str(layout.run_dir(node.name)),
                "state_dir": str(layout.state_dir(node.name)), "engine": self._plan().engine_of(number),
                "pids": self.pids(node.name)})
        return answer
