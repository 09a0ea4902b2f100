# SPDX-License-Identifier: GPL-3.0-or-later
"""From who answered which questions: for how long two hosts did. Pure."""

QUESTION_MS = 2             # an answer stands for the time until the next question
PLANNED_MS = 10             # a returning owner takes the VIP before the other one gives it up: no client loses by that


def overlaps_ms(answered):
    """[(mac that came, ms)] of all spans in which one host came while another one still answered."""
    found = []
    spans = sorted(answered, key=lambda span: span["begin_ns"])
    for number, span in enumerate(spans):
        for other in spans[:number]:
            end = min(span["end_ns"], other["end_ns"])
            if other["mac"] != span["mac"] and end >= span["begin_ns"]:
                found.append((span["mac"], (end - span["begin_ns"]) / 1e6 + QUESTION_MS))
    return found


def two_owners_ms(answered, returning):
    """All of them together, but for the few milliseconds in which `returning` takes over from a host that lives."""
    return sum(ms for came, ms in overlaps_ms(answered) if came != returning or ms > PLANNED_MS)
