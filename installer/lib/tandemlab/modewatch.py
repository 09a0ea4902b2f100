# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the mode of every node's MaxScale every 20 ms from within its namespace, whatever Tandem says about it."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from .bothactive import Sample, both_active_ms
from .layout import NODES


class ModeWatch:
    def __init__(self, lab, credentials):
        self._samples = {node.name: [] for node in NODES}
        self._processes = []
        self._threads = []
        for node in NODES:
            process = subprocess.Popen(
                lab.enter(node.name) + [sys.executable, "-I", str(Path(__file__).with_name("rest.py"))],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
            process.stdin.write(credentials + "\n")
            process.stdin.flush()
            thread = threading.Thread(target=self._read, args=(process, self._samples[node.name]), daemon=True)
            thread.start()
            self._processes.append(process)
            self._threads.append(thread)

    @staticmethod
    def _read(process, samples):
        for line in process.stdout:
            begin, end, mode = line.split()
            samples.append(Sample(int(begin), int(end), mode))

    def modes(self):
        """{node: mode as last read}; "unknown" before the first reading."""
        return {name: samples[-1].mode if samples else "unknown" for name, samples in self._samples.items()}

    def passive(self):
        """{node: True, False, or None where nobody answers}."""
        return {name: {"passive": True, "active": False}.get(mode) for name, mode in self.modes().items()}

    def both_active_ms(self, begin_ns, end_ns):
        return both_active_ms(*[list(samples) for samples in self._samples.values()], begin_ns, end_ns)

    def stop(self):
        for process in self._processes:
            os.killpg(process.pid, signal.SIGKILL)  # nsenter and what it started
            process.wait()
            process.stdin.close()
        for process, thread in zip(self._processes, self._threads):
            thread.join(1)
            process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
