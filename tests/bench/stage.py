# SPDX-License-Identifier: GPL-3.0-or-later
"""One lab with its instruments, in which cases are played one after the other."""

import random
import time
from dataclasses import dataclass

from cases import BACKUP, PRIMARY
from instruments import Instruments
from overlaps import two_owners_ms
from tandemlab.control import Control
from tandemlab.errors import LabError
from tandemlab.lab import Lab
from tandemlab.prober import is_over, outages_ms

SECONDS_FOR_A_MOVE = 30
SECONDS_OF_CALM = 0.5
MOST_BEGINNINGS = 5         # a busy machine's MaxScale may be late with a greeting
DISTURBED_MS = 10           # a client that was itself later than this says nothing
MOST_UNGREETED = 3          # more connections that were taken, but not greeted in time: MaxScale itself was late


@dataclass(frozen=True)
class Played:
    """What one run gave. Disturbed: of the machine that it was played on, not of what was played."""
    outage_ms: float
    two_owners_ms: float
    disturbed: bool


class Stage:
    def __init__(self, directory, plan, seed):
        self.lab, self.plan, self.frozen = Lab(directory), plan, None
        self.control = Control(self.lab, plan.build)
        self._random = random.Random(seed)
        self._instruments = None

    def up(self):
        self.lab.up(self.plan, lambda text: None)
        self._instruments = Instruments(self.lab, self.plan)
        self._wait_for_owner()

    def down(self):
        if self._instruments:
            self._instruments.stop()
            self._instruments = None
        self.lab.down()

    @property
    def addresses(self):
        return self._instruments.addresses

    def wire_mark(self):
        return self._instruments.wire.mark("wire")

    def play(self, case):
        """(the run, the run of the undoing)"""
        self._begin(case)
        case.act(self)
        if not self.addresses.wait_for_taker(BACKUP, SECONDS_FOR_A_MOVE):
            raise LabError(f"{case.name}: the VIP did not come to {BACKUP} within {SECONDS_FOR_A_MOVE} s")
        time.sleep(case.watched)
        if case.frozen:
            self.frozen.thaw(self.lab)
        run = self._end(case.name)
        case.undo(self)
        self._wait_for_owner()
        time.sleep(SECONDS_OF_CALM)
        return run, self._end(case.name + ", undone")

    def _begin(self, case):
        """When all is well, at any moment between two adverts and between two checks."""
        for _ in range(MOST_BEGINNINGS):
            self.wait_for_calm()
            time.sleep(self._random.uniform(0, max(self.plan.advert_int, self.plan.check_interval)))
            before, _ = self._instruments.mark("before")
            if not before["failed"]:
                return
        raise LabError(f"{case.name}: {before['failed']} probes failed before anything was done "
                       f"({before['failures']})")

    def wait_for_calm(self):
        self._wait_for_owner()
        time.sleep(SECONDS_OF_CALM)

    def _wait_for_owner(self):
        if not self.addresses.wait_for_owner(PRIMARY, SECONDS_FOR_A_MOVE):
            holders = " and ".join(self.addresses.holders()) or "nobody"
            raise LabError(f"the VIP is on {holders}, and did not come back to {PRIMARY} alone "
                           f"within {SECONDS_FOR_A_MOVE} s")

    def _end(self, name):
        section, wire = self._instruments.mark(name)
        late = max(section["longest_gap_ms"], wire["longest_gap_ms"])
        if not is_over(section):
            # Cut in the middle of a greeting that came late, or of an outage that does not end.
            time.sleep(SECONDS_OF_CALM)
            after, _ = self._instruments.mark(name)
            if not is_over(after) or not after["served_by"]:
                raise LabError(f"{name}: the VIP moved, but nobody answers on it ({after['failed']} of {after['probes']} "
                               f"probes: {after['failures']}, held by {' and '.join(self.addresses.holders())})")
            late = max(late, 2 * DISTURBED_MS)
        if section["failures"].get("no greeting", 0) > MOST_UNGREETED:
            late = max(late, 2 * DISTURBED_MS)
        overlap = two_owners_ms(wire["answered"], self._instruments.macs[PRIMARY])
        return Played(max(outages_ms(section), default=0.0), overlap, late > DISTURBED_MS)
