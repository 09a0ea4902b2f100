# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong, worded for the person who can mend it, with the exit code that all programs of Tandem share."""

DONE = 0
NO = 1
USAGE = 2
NOT_REACHED = 3
BAD_FILE = 4


class LabError(Exception):
    def __init__(self, text, code=NOT_REACHED):
        super().__init__(text)
        self.code = code
