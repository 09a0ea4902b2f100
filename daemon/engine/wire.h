// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/engine/witness.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tandem::engine {

/// An interface as the engine sees it: which instances speak there, and what else does.
class Wire
{
public:
    using Index = std::uint16_t; ///< of an instance
    static constexpr Index nobody = 0xffff;

    Wire() { forgetAll(); }
    void forgetAll()
    {
        for (auto &family : m_instances)
            family.fill(nobody);
        m_sources.clear();
    }
    void serve(VirtualRouterId id, const IpAddress &source, Index index)
    {
        m_instances[place(source.family())][id.value()] = index;
        if (!source.isUnspecified() && !isOwn(source))
            m_sources.push_back(source);
    }
    Index find(Family family, VirtualRouterId id) const { return m_instances[place(family)][id.value()]; }
    /// An instance's adverts come from there: what is heard of it is our own, looped back.
    bool isOwn(const IpAddress &source) const
    {
        return std::find(m_sources.begin(), m_sources.end(), source) != m_sources.end();
    }

    Witness witness;

private:
    static std::size_t place(Family family) { return family == Family::V4 ? 0 : 1; }

    std::array<std::array<Index, 256>, 2> m_instances;
    std::vector<IpAddress> m_sources; ///< one or two, whatever the number of instances
};

/// By interface; found without making a string.
struct NameHash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>{}(name); }
};
using Wires = std::unordered_map<std::string, Wire, NameHash, std::equal_to<>>;

} // namespace tandem::engine
