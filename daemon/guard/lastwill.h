// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/engineconfig.h"
#include "daemon/guard/vipremover.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tandem::guard {

/// What the guard does for an engine that has died: take its VIPs off the host and then resign for it, with packets
/// built from the configuration last applied.
class LastWill
{
public:
    /// `config` outlives it.
    explicit LastWill(const engine::EngineConfig &config) : m_config(config) {}

    struct Outcome
    {
        std::vector<engine::VipPlace> removed;
        std::size_t resigned = 0; ///< instances that priority 0 was sent for
        std::string trouble;      ///< empty: all of it was done
        void add(Outcome more);
    };
    /// The engine is gone for good. Resigns only for instances whose VIPs the kernel showed (a stray priority 0 would
    /// make backups claim), and for owners of their addresses by `advertised`: by slot, whether it was advertising.
    Outcome carryOut(VipRemover &remover, const std::vector<bool> &advertised) const;

private:
    static std::string resign(const std::vector<const engine::InstanceConfig *> &instances);

    const engine::EngineConfig &m_config;
};

/// Where the VIPs of a configuration stand.
std::vector<engine::VipPlace> vipPlaces(const engine::EngineConfig &config);

} // namespace tandem::guard
