// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/engineconfig.h"
#include "daemon/guard/vipremover.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tandem::guard {

/// What the guard does for an engine that has died: take its VIPs off the host and then resign for it, with packets
/// that were built from the configuration last applied.
class LastWill
{
public:
    explicit LastWill(const engine::EngineConfig &config);

    struct Outcome
    {
        std::vector<engine::VipPlace> removed;
        std::size_t resigned = 0; ///< instances that priority 0 was sent for
        std::string trouble;      ///< empty: all of it was done
    };
    /// The engine is gone for good. Resigns only for instances whose VIPs the kernel showed (a stray priority 0 would
    /// make backups claim), and for owners of their addresses by `advertised`: by slot, whether it was advertising.
    Outcome carryOut(VipRemover &remover, const std::vector<bool> &advertised) const;

    /// Where VIPs may stand that are to go.
    std::vector<engine::VipPlace> places() const;

private:
    struct Testator
    {
        engine::Slot slot = 0;
        std::string interface;
        IpAddress source;
        bool ownsAddresses = false;
        std::vector<engine::VipPlace> vips;
        std::vector<IpAddress> destinations;
        std::vector<std::vector<std::uint8_t>> resignations; ///< one a destination
    };
    static std::string resign(const std::vector<const Testator *> &testators);

    std::vector<Testator> m_testators;
};

/// Where the VIPs of a configuration stand.
std::vector<engine::VipPlace> vipPlaces(const engine::EngineConfig &config);

} // namespace tandem::guard
