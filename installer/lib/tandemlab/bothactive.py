# SPDX-License-Identifier: GPL-3.0-or-later
"""From samples of two MaxScales' modes: for how long both were active. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """The mode was read at some instant between begin and end."""
    begin_ns: int
    end_ns: int
    mode: str


def spans(samples):
    """(certain, possible) spans in which the mode was active, as lists of (begin_ns, end_ns).

    Certain: between the first and the last reading of a run of "active". Possible: from the reading before the run to
    the reading after it, for the mode may have changed right after the one or right before the other.
    """
    certain, possible = [], []
    first = None
    for i, sample in enumerate(samples):
        if sample.mode != "active":
            first = None
            continue
        if first is None:
            first = i
        last = i + 1 == len(samples) or samples[i + 1].mode != "active"
        if not last:
            continue
        if sample.begin_ns > samples[first].end_ns:
            certain.append((samples[first].end_ns, sample.begin_ns))
        begin = samples[first - 1].begin_ns if first else samples[first].begin_ns
        end = samples[i + 1].end_ns if i + 1 < len(samples) else sample.end_ns
        possible.append((begin, end))
    return certain, possible


def overlap_ns(one, other, begin_ns, end_ns):
    """How long two lists of spans overlap within [begin_ns, end_ns]."""
    total = 0
    for a_begin, a_end in one:
        for b_begin, b_end in other:
            total += max(0, min(a_end, b_end, end_ns) - max(a_begin, b_begin, begin_ns))
    return total


def both_active_ms(one, other, begin_ns, end_ns):
    """(surely, at most) in milliseconds, for two lists of samples."""
    (one_certain, one_possible), (other_certain, other_possible) = spans(one), spans(other)
    return (overlap_ns(one_certain, other_certain, begin_ns, end_ns) / 1e6,
            overlap_ns(one_possible, other_possible, begin_ns, end_ns) / 1e6)
