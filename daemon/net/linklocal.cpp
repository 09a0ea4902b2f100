// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/net/linklocal.h"

#include "daemon/net/addressmanager.h"

#include <linux/if_addr.h>
#include <net/if.h>

namespace tandem::net {

std::optional<IpAddress> linkLocalAddress(const std::string &interface)
{
    const int index = static_cast<int>(if_nametoindex(interface.c_str()));
    auto addresses = index == 0 ? fail(ErrorCode::System, interface, "not there") : AddressManager::open();
    if (!addresses)
        return std::nullopt;
    std::optional<IpAddress> found;
    addresses->each([&found] { found.reset(); },
                    [&](const KernelAddress &address) {
                        const bool usable = (address.flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) == 0;
                        if (address.index != index || address.address.family() != Family::V6 ||
                            !address.address.isLinkLocal() || address.ofOneHost() || !usable)
                            return;
                        // With several of them always the same: neighbours compare senders.
                        if (!found || address.address < *found)
                            found = address.address;
                    });
    return found;
}

} // namespace tandem::net
