# SPDX-License-Identifier: GPL-3.0-or-later
"""Two hosts on a wire, each with tandemd or Keepalived, and nothing else: what the protocol's tests need."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import support
from capture import Capture
from support import proc
from tandemlab import namespaces, processes
from tandemlab.layout import ADDRESSES, Layout

HIGH, LOW = "maxscale1", "maxscale2"
PORTS = {HIGH: "port0", LOW: "port1"}
LINK_LOCAL = {HIGH: "fe80::1", LOW: "fe80::2"}
VIPS = {4: ("10.77.0.100/24",), 6: ("fe80::77:100/64", "fd00:77::100/64")}
ROUTER_ID = 51
PASSWORD = "mypass"
AT_ONCE = 8  # labs at a time: they mostly wait


def other(host):
    return LOW if host == HIGH else HIGH


@dataclass
class Instance:
    """As the tests need it: the same for both hosts but for `password`, `priority` and `nopreempt`."""
    family: int = 4
    version: int = 3
    unicast: bool = False
    advert_int: float = 0.2
    name: str = "VI_1"
    router_id: int = ROUTER_ID
    vips: tuple = ()
    excluded: tuple = ()
    password: dict = field(default_factory=dict)   # host: what it sends; v2 only
    priority: dict = field(default_factory=lambda: {HIGH: 150, LOW: 100})
    nopreempt: tuple = ()                          # hosts
    track_interface: tuple = ()
    keepalived: dict = field(default_factory=dict)  # what differs there: "vips", "advert_int", "version"

    def __post_init__(self):
        self.vips = self.vips or VIPS[self.family]
        if self.version == 2:
            self.advert_int = 1

    def skew(self, host):
        """Skew_Time in seconds (RFC 3768 5.3.2, RFC 5798 6.1)."""
        return (256 - self.priority[host]) / 256 * (1 if self.version == 2 else self.advert_int)

    def master_down(self, host):
        return 3 * self.advert_int + self.skew(host)

    def addresses(self):
        return [vip.partition("/")[0] for vip in self.vips + self.excluded]


def tandem_text(instances, host, groups=()):
    """The cluster file; `host` matters for a password that is wrong on purpose."""
    text = 'format = 1\n[cluster]\nname = "pair"\n'
    for name in (HIGH, LOW):
        text += (f'[[node]]\nname = "{name}"\naddress = "{ADDRESSES[name]}"\naddress6 = "{LINK_LOCAL[name]}"\n'
                 f'interface = "eth0"\npriority = {instances[0].priority[name]}\n')
    for one in instances:
        text += (f'[[vrrp_instance]]\nname = "{one.name}"\nversion = {one.version}\n'
                 f'virtual_router_id = {one.router_id}\nadvert_int = {float(one.advert_int)}\n'
                 f'virtual_ipaddress = {json.dumps(one.vips)}\ntrack_interface = {json.dumps(one.track_interface)}\n'
                 f'unicast = {json.dumps(one.unicast)}\n')
        if one.excluded:
            text += f'virtual_ipaddress_excluded = {json.dumps(one.excluded)}\n'
        if one.password:
            text += f'auth_type = "PASS"\nauth_pass = "{one.password[host]}"\n'
        for name in one.nopreempt:
            text += f'[vrrp_instance.node.{name}]\nnopreempt = true\n'
    for name, members in groups:
        text += f'[[sync_group]]\nname = "{name}"\nmembers = {json.dumps(members)}\n'
    return text


def keepalived_text(instances, host, groups=()):
    text = "global_defs {\n    vrrp_garp_master_refresh 0\n}\n"
    for name, members in groups:
        text += f"vrrp_sync_group {name} {{\n    group {{\n" + "".join(f"        {m}\n" for m in members) + "    }\n}\n"
    for one in instances:
        source = LINK_LOCAL if one.family == 6 else ADDRESSES
        lines = [f"version {one.keepalived.get('version', one.version)}", "state BACKUP", "interface eth0",
                 f"virtual_router_id {one.router_id}", f"priority {one.priority[host]}",
                 f"advert_int {one.keepalived.get('advert_int', one.advert_int)}"]
        if one.password:
            lines.append(f"authentication {{\n auth_type PASS\n auth_pass {one.password[host]}\n }}")
        if host in one.nopreempt:
            lines.append("nopreempt")
        if one.track_interface:
            lines.append("track_interface {\n" + "".join(f" {name}\n" for name in one.track_interface) + " }")
        if one.unicast:
            lines += [f"unicast_src_ip {source[host]}", f"unicast_peer {{\n {source[other(host)]}\n }}"]
        for key, vips in (("virtual_ipaddress", one.keepalived.get("vips", one.vips)),
                          ("virtual_ipaddress_excluded", one.excluded)):
            if vips:
                lines.append(key + " {\n" + "".join(f" {vip}\n" for vip in vips) + " }")
        text += f"vrrp_instance {one.name} {{\n" + "".join(f"    {line}\n" for line in lines) + "}\n"
    return text


class Pair:
    def __init__(self, directory, engines, instances, groups=()):
        """`engines`: {host: "tandemd" or "keepalived"}. Files are written; nothing is started."""
        self.engines = engines
        self.layout = Layout(directory)
        self.layout.namespaces.mkdir(parents=True)
        self._captures = []
        self._holder = namespaces.Holder(self.layout, user_mode=False)
        for host in (HIGH, LOW):
            directory = self.layout.run_dir(host)
            directory.mkdir(parents=True)
        self.configure(instances, groups)
        for host in (HIGH, LOW):
            # Known, and usable at once: no wait for duplicate address detection.
            self.run(host, "ip", "-6", "address", "flush", "dev", "eth0")
            self.run(host, "ip", "address", "add", f"{LINK_LOCAL[host]}/64", "dev", "eth0", "nodad")

    def close(self):
        for capture in self._captures:
            capture.stop()
        namespaces.destroy(self.layout)

    def configure(self, instances, groups=()):
        self.instances = instances
        for host in (HIGH, LOW):
            directory = self.layout.run_dir(host)
            (directory / "cluster.toml").write_text(tandem_text(instances, host, groups), encoding="utf-8")
            (directory / "keepalived.conf").write_text(keepalived_text(instances, host, groups), encoding="utf-8")

    # The programs

    def enter(self, host):
        return namespaces.enter(self._holder.identity.pid, False, self.layout, host)

    def enter_wire(self):
        """Where the bridge is."""
        return ["nsenter", "--target", str(self._holder.identity.pid), "--mount", "--pid", "--net"]

    def run(self, host, *words):
        done = subprocess.run(self.enter(host) + list(words), capture_output=True, text=True, timeout=20, check=False)
        if done.returncode:
            raise AssertionError(f"{host}: {' '.join(words)}: {done.stderr}")
        return done.stdout

    def on_wire(self, *words):
        subprocess.run(self.enter_wire() + list(words), check=True, timeout=20)

    def _words(self, host):
        directory = self.layout.run_dir(host)
        if self.engines[host] == "keepalived":
            return ["keepalived", "--dont-fork", "--vrrp", "--log-console", "--no-syslog",
                    "--use-file", f"{directory}/keepalived.conf", "--pid", f"{directory}/keepalived.pid",
                    "--vrrp_pid", f"{directory}/vrrp.pid"]
        return [f"{support.BUILD}/bin/tandemd", "--cluster", f"{directory}/cluster.toml", "--node", host,
                "--run-dir", str(directory), "--state-dir", str(directory)]

    def start(self, *hosts):
        for host in hosts:
            processes.launch(self.enter(host), self._holder.identity.pid, self._words(host),
                             self.layout.log(host, "engine"), self.layout.pidfile(host, "engine"), {})

    def signal(self, host, number):
        identity = processes.running(self.layout.pidfile(host, "engine"))
        if identity is None:
            raise AssertionError(f"{self.engines[host]} on {host} does not run\n{self.log(host)}")
        os.kill(identity.pid, number)
        return identity

    def stop(self, host):
        """In order."""
        identity = self.signal(host, signal.SIGTERM)
        if not proc.wait_until(lambda: not proc.is_alive(identity), 10):
            raise AssertionError(f"{self.engines[host]} on {host} does not end\n{self.log(host)}")

    def log(self, host):
        path = self.layout.log(host, "engine")
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    # The wire

    def capture(self, host=HIGH):
        """At the bridge's end of a host's cable."""
        capture = Capture(self.enter_wire(), PORTS[host], self.layout.dir / f"{host}.pcapng")
        self._captures.append(capture)
        return capture

    def split(self):
        """Adverts do not pass any more; the carrier stays."""
        for host, port in PORTS.items():
            table = f"bridge split_{host}"
            self.on_wire("nft", f"add table {table};"
                         f"add chain {table} f {{ type filter hook forward priority 0; }};"
                         f"add rule {table} f iifname {port} meta protocol ip ip protocol 112 drop;"
                         f"add rule {table} f iifname {port} meta protocol ip6 ip6 nexthdr 112 drop")

    def heal(self, *hosts):
        """Adverts of these hosts pass again."""
        for host in hosts:
            self.on_wire("nft", f"delete table bridge split_{host}")

    def unplug(self, host):
        """The interface is gone, with all that was on it."""
        self.on_wire("ip", "link", "delete", PORTS[host])

    def plug(self, host):
        """An interface of that name, under another index."""
        self.on_wire("ip", "link", "add", PORTS[host], "type", "veth", "peer", "name", "eth0",
                     "netns", str(self.layout.namespace(host)))
        self.on_wire("ip", "link", "set", PORTS[host], "master", "br0", "up")
        self.run(host, "ip", "address", "add", f"{ADDRESSES[host]}/24", "dev", "eth0")
        self.run(host, "ip", "link", "set", "eth0", "up")

    def mac(self, host):
        return json.loads(self.run(host, "ip", "-json", "link", "show", "eth0"))[0]["address"]

    # The addresses

    def addresses(self, host):
        links = json.loads(self.run(host, "ip", "-json", "address", "show"))
        return [entry["local"] for link in links for entry in link.get("addr_info", []) if "local" in entry]

    def owners(self, instance=None):
        """Hosts whose kernel has all VIPs of the instance; a host with some of them only is "half NAME"."""
        found = []
        for host in (HIGH, LOW):
            held = set(self.addresses(host))
            wanted = (instance or self.instances[0]).addresses()
            if all(vip in held for vip in wanted):
                found.append(host)
            elif any(vip in held for vip in wanted):
                found.append(f"half {host}")
        return found


class PairTest(unittest.TestCase):
    """A pair for each test; many tests at a time."""

    def make(self, engines, *instances, groups=()):
        """`engines`: of HIGH and LOW."""
        self.parent = Path(tempfile.mkdtemp(prefix="tp-"))
        self.addCleanup(shutil.rmtree, self.parent, ignore_errors=True)
        self.addCleanup(self.check_sanitizers)
        self.pair = Pair(self.parent / "lab", dict(zip((HIGH, LOW), engines)), instances or (Instance(),), groups)
        self.addCleanup(self.pair.close)
        return self.pair

    def check_sanitizers(self):
        """What ASan and UBSan of the developers' preset wrote."""
        for host in (HIGH, LOW):
            for word in ("Sanitizer", "runtime error:"):
                self.assertNotIn(word, self.pair.log(host))

    def tandem(self):
        """The host, or the first, that runs tandemd."""
        return next(host for host in (HIGH, LOW) if self.pair.engines[host] == "tandemd")

    def logs(self):
        return "".join(f"--- {self.pair.engines[host]} on {host}\n{self.pair.log(host)[-3000:]}"
                       for host in (HIGH, LOW))

    def wait(self, what, condition, seconds=10):
        if not proc.wait_until(condition, seconds, pause=0.03):
            self.fail(f"not within {seconds} s: {what}\n{self.logs()}")

    def wait_for_owner(self, *hosts, seconds=10, instance=None):
        seen = []

        def reached():
            seen[:] = self.pair.owners(instance)
            return seen == list(hosts)
        if not proc.wait_until(reached, seconds, pause=0.03):
            self.fail(f"not within {seconds} s: the VIPs on {hosts}; they are on {seen}\n{self.logs()}")

    def wait_for_log(self, host, pattern, seconds=5):
        self.wait(f"{pattern!r} in the log of {host}", lambda: re.search(pattern, self.pair.log(host)), seconds)

    def stays_with(self, *hosts, intervals=8):
        """Nothing moves for so many adverts."""
        end = time.monotonic() + intervals * self.pair.instances[0].advert_int
        while time.monotonic() < end:
            self.assertEqual(self.pair.owners(), list(hosts), self.logs())
            time.sleep(0.05)


def run_all(module, pattern=None):
    """The tests of a module, AT_ONCE at a time. Returns how many failed."""
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    tests = [test for case in suite for test in case if pattern is None or re.search(pattern, test.id())]

    def run(test):
        begin, result = time.monotonic(), unittest.TestResult()
        test.run(result)
        troubles = [text for _, text in result.failures + result.errors]
        word = "FAIL" if troubles else "skipped" if result.skipped else "ok"
        name = test.id().partition(".")[2]
        print(f"{word:7} {time.monotonic() - begin:5.1f} s  {name}", *(why for _, why in result.skipped), flush=True)
        return [(name, text) for text in troubles]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        troubles = [one for found in pool.map(run, tests) for one in found]
    for name, text in troubles:
        print(f"\n=== {name}\n{text}")
    print(f"\n{len(tests)} tests, {len(troubles)} failures", flush=True)
    return len(troubles)
