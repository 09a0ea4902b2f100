# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the desktop on the lab as it is now, without a display."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .layout import CLIENT

PAGES = (("overview", "light"), ("overview", "dark"), ("timeline", "light"), ("timeline", "dark"), ("charts", "light"),
         ("charts", "dark"), ("events", "light"))
SIZE = "1440x900"
SECONDS = 30


def picture(words, environment, path):
    """What went wrong, or None."""
    try:
        done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"no picture {path.name} within {SECONDS} s"
    if done.returncode == 0 and path.exists():
        return None
    last = (done.stdout.strip().splitlines() or ["no word"])[-1]
    return f"no picture {path.name} (exit {done.returncode}): {last}"


def take(lab, build, directory):
    """(paths of the pictures, problems)"""
    directory = Path(directory).absolute()
    directory.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    entered = lab.enter(CLIENT)

    def one(page_and_theme):
        path = directory / f"{'-'.join(page_and_theme)}.png"
        words = [f"{build}/bin/tandem", str(lab.layout.cluster), "--identity", str(lab.layout.identity),
                 "--page", page_and_theme[0], "--theme", page_and_theme[1], "--size", SIZE, "--screenshot", str(path)]
        return path, picture(entered + words, environment, path)

    with ThreadPoolExecutor(os.cpu_count()) as workers:
        results = list(workers.map(one, PAGES))
    return [str(path) for path, problem in results if not problem], [problem for _, problem in results if problem]
