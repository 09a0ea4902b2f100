# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of a bench, in the shape of its report. Pure."""

import math
import statistics


def percentile(values, percent):
    """Nearest rank: a value that was measured, never one in between."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def case(name, subject, unit, values, goal=None, troubles=(), **more):
    """One entry of "cases". A goal is met when the 99th percentile does not exceed it and no run went wrong."""
    digits = 3
    p99 = percentile(values, 99) if values else None
    entry = {
        "case": name, "subject": subject, "unit": unit, "n": len(values),
        "median": round(statistics.median(values), digits) if values else None,
        "p99": round(p99, digits) if values else None,
        "min": round(min(values), digits) if values else None,
        "max": round(max(values), digits) if values else None,
        "goal": goal, "met": goal is None or (bool(values) and round(p99, digits) <= goal and not troubles),
        "values": [round(value, digits) for value in values],
    }
    if troubles:
        entry["troubles"] = list(troubles)
    return entry | more


def table(report):
    """For people."""
    rows = [("case", "interval", "subject", "n", "median", "p99", "min", "max", "goal", "", "")]
    for entry in report["cases"]:
        digits = 3 if entry["unit"] == "%" else 1
        numbers = [f"{entry[key]:.{digits}f}" if entry[key] is not None else "-" for key in ("median", "p99", "min", "max")]
        goal = f"<= {entry['goal']:.{digits}f} {entry['unit']}" if entry["goal"] is not None else entry["unit"]
        verdict = "" if entry["goal"] is None else "met" if entry["met"] else "MISSED"
        interval = f"{entry['interval']:g} s" if "interval" in entry else ""
        troubles = f"{len(entry['troubles'])} runs failed: {entry['troubles'][0]}" if "troubles" in entry else ""
        rows.append((entry["case"], interval, entry["subject"], str(entry["n"]), *numbers, goal, verdict, troubles))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)] + [0]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)
