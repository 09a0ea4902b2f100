// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tandem::agent {

/// A program that sets up an interface, and may take away what it did not put there.
struct NetworkManagerOf
{
    std::string name;            ///< "systemd-networkd", "NetworkManager"; empty: neither
    bool keepsAddresses = false; ///< KeepConfiguration= of its .network file (systemd.network(5))
};

/// From what both write for everybody to read below `run` ("/run"): no bus is asked.
NetworkManagerOf networkManagerOf(int interfaceIndex, const std::string &run);

} // namespace tandem::agent
