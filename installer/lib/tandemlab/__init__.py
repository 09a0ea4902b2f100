# SPDX-License-Identifier: GPL-3.0-or-later
"""Two MaxScale hosts and a client on one machine, as network namespaces."""
