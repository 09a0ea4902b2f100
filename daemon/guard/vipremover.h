// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "daemon/engine/ports.h"
#include "daemon/net/addressmanager.h"

#include <string>
#include <vector>

namespace tandem::guard {

/// Takes VIPs off the host that no engine looks after, and makes sure by the kernel's own list that they are gone.
class VipRemover
{
public:
    static Result<VipRemover> open();

    /// Removes those of `places` that are there as a VIP (/32 or /128). Returns those that were; an error where one is
    /// there still.
    Result<std::vector<engine::VipPlace>> remove(const std::vector<engine::VipPlace> &places);

    /// Removes what an earlier tandemd left over: of `ours` those with a finite lifetime, and all of `recorded`.
    /// Returns a line for each that it removed, or found and left alone, since somebody else put it there.
    Result<std::vector<std::string>> sweep(const std::vector<engine::VipPlace> &ours,
                                           const std::vector<engine::VipPlace> &recorded);

private:
    explicit VipRemover(net::AddressManager addresses) : m_addresses(std::move(addresses)) {}
    struct Found
    {
        engine::VipPlace place;
        net::KernelAddress address;
    };
    Result<std::vector<Found>> find(const std::vector<engine::VipPlace> &places);
    int removeAll(const std::vector<Found> &found);

    net::AddressManager m_addresses;
};

} // namespace tandem::guard
