# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the desktop on the lab as it is now, without a display."""

import os
import subprocess
from pathlib import Path

from .layout import CLIENT

PAGES = (("overview", "light"), ("overview", "dark"), ("timeline", "light"), ("timeline", "dark"), ("charts", "light"),
         ("charts", "dark"), ("events", "light"))
SIZE = "1440x900"
SECONDS = 25


def take(lab, build, directory):
    """(paths of the pictures, problems)"""
    directory = Path(directory).absolute()
    directory.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    started = []
    for page, theme in PAGES:
        path = directory / f"{page}-{theme}.png"
        words = [f"{build}/bin/tandem", str(lab.layout.cluster), "--identity", str(lab.layout.identity), "--page", page,
                 "--theme", theme, "--size", SIZE, "--screenshot", str(path)]
        started.append((path, subprocess.Popen(lab.enter(CLIENT) + words, env=environment, stdout=subprocess.PIPE,
                                               stderr=subprocess.STDOUT, text=True)))
    pictures, problems = [], []
    for path, process in started:
        try:
            text, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            text, _ = process.communicate()
        if process.returncode == 0 and path.exists():
            pictures.append(str(path))
        else:
            last = (text.strip().splitlines() or ["no word"])[-1]
            problems.append(f"no picture {path.name} (exit {process.returncode}): {last}")
    return pictures, problems
