# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client may see at most, from the protocol's own times. Pure; all in milliseconds.

The times are the backup's: it is the one that takes over.
"""

import math

BACKUP_PRIORITY = 100


def skew_ms(version, interval, priority=BACKUP_PRIORITY):
    """Skew_Time. RFC 3768 5.1: in seconds, whatever the interval; RFC 9568 6.1: a part of the interval."""
    return (256 - priority) / 256 * 1000 * (1 if version == 2 else interval)


def master_down_ms(version, interval, priority=BACKUP_PRIORITY):
    """Master_Down_Interval: 3 * Advertisement_Interval + Skew_Time."""
    return 3000 * interval + skew_ms(version, interval, priority)


def beat_budget_ms(interval):
    """After so long without a beat the guard kills its engine: 2 s at adverts of 1 s, and in proportion."""
    return 2000 * interval


def floor_ms(case, version, interval):
    """What the protocol itself takes, or None where the case has no floor of its own."""
    skew, master_down = skew_ms(version, interval), master_down_ms(version, interval)
    return {
        "link lost": master_down,
        "engine killed": skew,
        "engine frozen 10 s": min(beat_budget_ms(interval) + skew, master_down),
        "guard and engine killed": master_down,
        "guard and engine frozen 10 s": master_down,
        "SIGTERM": skew,
        "maxscale killed": skew,
        "switchover": 0.0,
        "old owner returns": 0.0,
    }.get(case)


# What we allow ourselves beyond the floor. SIGTERM and MaxScale's death are those of a peer without hand-over.
MARGIN_MS = {
    "link lost": 5, "engine killed": 15, "engine frozen 10 s": 20, "guard and engine killed": 5,
    "guard and engine frozen 10 s": 5, "SIGTERM": 10, "maxscale killed": 10, "switchover": 0, "old owner returns": 0,
}


def goal_ms(case, version, interval):
    floor = floor_ms(case, version, interval)
    return None if floor is None else round(floor + MARGIN_MS[case], 3)


def two_owners_goal_ms(case):
    """None for a switchover, where an overlap is planned and costs no client anything."""
    return None if case == "switchover" else 0.0


def moves_by_loss(percent, seconds, interval):
    """How many moves loss alone makes: three adverts lost in a row and one that is not before them, which is what
    RFC 9568 6.4.2 has a backup take over for. Whoever waits for a fourth is late where the master is dead."""
    lost = percent / 100
    return seconds / interval * lost ** 3 * (1 - lost)


def most_moves(expected, unlikely=0.001):
    """So many independent moves where so many are expected that more are less likely than that (Poisson)."""
    most, chance = 0, math.exp(-expected)
    beyond = 1 - chance
    while beyond > unlikely:
        most += 1
        chance *= expected / most
        beyond -= chance
    return most
