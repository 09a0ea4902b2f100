# SPDX-License-Identifier: GPL-3.0-or-later
"""What `cmake --install` puts on a host, read by the programs that will read it there."""

import argparse
import configparser
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SKIPPED = 77
NEEDED = ("systemd-analyze", "systemd-sysusers", "systemd-tmpfiles", "man", "groff")
PROGRAMS = ("tandem", "tandemctl", "tandemd", "tandem-agent")
HELPER = {
    "bin/tandemctl", "bin/tandemd", "bin/tandem-agent",
    "lib/systemd/system/tandemd.service", "lib/systemd/system/tandem-agent.service",
    "lib/sysusers.d/tandem.conf", "lib/tmpfiles.d/tandem.conf",
    "share/man/man8/tandemd.8", "share/man/man8/tandem-agent.8", "share/man/man1/tandemctl.1",
}
DESKTOP = {
    "bin/tandem", "bin/tandemctl", "share/man/man1/tandemctl.1",
    "share/applications/org.tandem_ha.tandem.desktop", "share/metainfo/org.tandem_ha.tandem.metainfo.xml",
    "share/icons/hicolor/scalable/apps/org.tandem_ha.tandem.svg",
}
MOST_EXPOSED = {"tandemd": 20, "tandem-agent": 15}  # tenths of systemd-analyze's scale

BUILD = ""


def run(*words, **more):
    return subprocess.run(words, capture_output=True, text=True, errors="replace", timeout=60, check=False, **more)


def files_below(top):
    return {str(path.relative_to(top)) for path in top.rglob("*") if path.is_file()}


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.parent = Path(tempfile.mkdtemp(prefix="tandem-install-"))
        cls.prefix = cls.parent / "usr"
        done = run("cmake", "--install", BUILD, "--prefix", str(cls.prefix))
        if done.returncode:
            shutil.rmtree(cls.parent)
            raise AssertionError(f"{done.stdout}{done.stderr}")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.parent)

    def unit(self, name):
        return self.prefix / "lib/systemd/system" / f"{name}.service"

    def service(self, name):
        """[Unit] and [Service], the last value of each key."""
        parser = configparser.RawConfigParser(strict=False)
        parser.optionxform = str
        parser.read(self.unit(name))
        return {**parser["Unit"], **parser["Service"]}


class Files(Installed):
    def test_all_are_there_and_nothing_else(self):
        self.assertEqual(files_below(self.prefix), HELPER | DESKTOP)

    def test_a_component_brings_what_its_host_needs(self):
        for component, files in (("helper", HELPER), ("desktop", DESKTOP)):
            prefix = self.parent / component
            done = run("cmake", "--install", BUILD, "--prefix", str(prefix), "--component", component)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(files_below(prefix), files)

    def test_a_staged_installation_names_the_final_place(self):
        stage = self.parent / "stage"
        done = run("cmake", "--install", BUILD, "--prefix", "/opt/tandem", "--component", "helper",
                   env={**os.environ, "DESTDIR": str(stage)})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(files_below(stage / "opt/tandem"), HELPER)
        for name in MOST_EXPOSED:
            text = (stage / f"opt/tandem/lib/systemd/system/{name}.service").read_text(encoding="utf-8")
            self.assertIn(f"ExecStart=/opt/tandem/bin/{name}\n", text)
            self.assertNotIn(str(stage), text)

    def test_programs_run_from_there(self):
        for name in PROGRAMS:
            done = run(str(self.prefix / "bin" / name), "--version", env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stdout.strip(), rf"^{name} \d+\.\d+\.\d+$")

    def test_modes_are_those_of_public_files(self):
        for name in HELPER | DESKTOP:
            mode = (self.prefix / name).stat().st_mode & 0o777
            self.assertEqual(mode, 0o755 if name.startswith("bin/") else 0o644, name)


class Units(Installed):
    def test_systemd_reads_them_without_a_word(self):
        done = run("systemd-analyze", "verify", *(str(self.unit(name)) for name in MOST_EXPOSED),
                   env={**os.environ, "MANPATH": str(self.prefix / "share/man")})
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_they_are_exposed_as_little_as_their_work_allows(self):
        for name, most in MOST_EXPOSED.items():
            done = run("systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={most}",
                       str(self.unit(name)))
            level = re.search(r"Overall exposure level.*", done.stdout)
            self.assertEqual(done.returncode, 0, level and level[0])

    def test_tandemd_has_two_capabilities_and_the_agent_none(self):
        service = self.service("tandemd")
        for key in ("AmbientCapabilities", "CapabilityBoundingSet"):
            self.assertEqual(set(service[key].split()), {"CAP_NET_ADMIN", "CAP_NET_RAW"})
        self.assertEqual((service["User"], service["Group"]), ("tandemd", "tandem"))
        service = self.service("tandem-agent")
        self.assertEqual(service["CapabilityBoundingSet"], "")
        self.assertNotIn("AmbientCapabilities", service)
        self.assertEqual((service["User"], service["Group"]), ("tandem", "tandem"))

    def test_tandemd_stops_before_the_agent_and_maxscale(self):
        """What is ordered After= another stops before it."""
        after = self.service("tandemd")["After"].split()
        self.assertIn("tandem-agent.service", after)
        self.assertIn("maxscale.service", after)
        self.assertIn("maxscale.service", self.service("tandem-agent")["After"].split())

    def test_tandemd_is_watched_and_its_vips_go_with_it(self):
        service = self.service("tandemd")
        self.assertEqual((service["Type"], service["KillMode"]), ("notify", "mixed"))
        self.assertEqual(service["ExecStopPost"], f"{self.prefix}/bin/tandemd --release --run-dir /run/tandem")
        self.assertEqual(service["ExecReload"], "/bin/kill -HUP $MAINPID")
        self.assertIn("WatchdogSec", service)


class Manual(Installed):
    def test_pages_render_without_warnings(self):
        pages = sorted(self.prefix.glob("share/man/man?/*"))
        self.assertEqual(len(pages), 3)
        for page in pages:
            done = run("groff", "-man", "-ww", "-z", "-Tutf8", str(page))
            self.assertEqual((done.returncode, done.stderr), (0, ""), page)
            done = run("man", "--warnings", "-l", str(page), env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"})
            self.assertEqual((done.returncode, done.stderr), (0, ""), page)
            self.assertNotIn("@", done.stdout, page)

    def test_tandemd_8_names_every_option_that_help_names(self):
        helped = run(str(self.prefix / "bin/tandemd"), "--help").stdout
        page = run("man", "-l", str(self.prefix / "share/man/man8/tandemd.8"), env={**os.environ, "MANWIDTH": "80"})
        options = set(re.findall(r"--[a-z][a-z-]+", helped))
        self.assertGreaterEqual(len(options), 8)
        for option in options:
            self.assertIn(option, page.stdout)


class UsersAndDirectories(Installed):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp(prefix="root-", dir=self.parent))
        for name in ("etc", "run", "var/lib", "usr/lib/sysusers.d", "usr/lib/tmpfiles.d"):
            (self.root / name).mkdir(parents=True)
        for name in ("sysusers.d", "tmpfiles.d"):
            shutil.copy(self.prefix / "lib" / name / "tandem.conf", self.root / "usr/lib" / name)

    def test_users_have_the_group_in_common_and_no_shell(self):
        done = run("systemd-sysusers", f"--root={self.root}", "tandem.conf")
        self.assertEqual(done.returncode, 0, done.stderr)
        users = {fields[0]: fields for fields in
                 (line.split(":") for line in (self.root / "etc/passwd").read_text(encoding="utf-8").splitlines())}
        groups = {line.split(":")[0]: line.split(":")[2] for line in
                  (self.root / "etc/group").read_text(encoding="utf-8").splitlines()}
        self.assertEqual(set(users), {"tandem", "tandemd"})
        self.assertEqual(set(groups), {"tandem"})
        for fields in users.values():
            self.assertEqual(fields[3], groups["tandem"])
            self.assertTrue(fields[6].endswith("nologin"))

    def test_directories_are_for_those_who_need_them(self):
        if os.geteuid() != 0:
            self.skipTest("only root may give directories away")
        self.assertEqual(run("systemd-sysusers", f"--root={self.root}", "tandem.conf").returncode, 0)
        done = run("systemd-tmpfiles", "--create", f"--root={self.root}", "tandem.conf")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        uids = {fields[0]: int(fields[2]) for fields in
                (line.split(":") for line in (self.root / "etc/passwd").read_text(encoding="utf-8").splitlines())}
        uids["root"] = 0
        for name, owner, mode in (("run/tandem", "tandemd", 0o1770), ("run/tandem/tandemd.lock", "tandemd", 0o600),
                                  ("var/lib/tandem", "tandem", 0o700), ("etc/tandem", "tandemd", 0o750)):
            status = (self.root / name).stat()
            self.assertEqual((status.st_uid, status.st_mode & 0o7777), (uids[owner], mode), name)


def main():
    """python3 install_test.py --build DIR [unittest's arguments]"""
    global BUILD
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    options, rest = parser.parse_known_args()
    BUILD = os.path.abspath(options.build)
    missing = [name for name in NEEDED if shutil.which(name) is None]
    missing += [name for name in PROGRAMS if not Path(BUILD, "bin", name).exists()]
    if missing:
        print(f"skipped: not here: {', '.join(missing)}")
        sys.exit(SKIPPED)
    unittest.main(module="__main__", argv=[sys.argv[0], *rest], verbosity=2)


if __name__ == "__main__":
    main()
