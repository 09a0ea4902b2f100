// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/nodestatus.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace tandem::agent {

inline constexpr std::chrono::seconds longestHold{std::chrono::days(7)}; ///< as the API takes it (SPEC.md)

/// Somebody's wish that Tandem keeps its hands off MaxScale's mode, and its end. Pure: time is handed in, by the wall
/// clock, since people think in it and it must outlive a restart.
class HoldKeeper
{
public:
    explicit HoldKeeper(std::optional<model::Hold> remembered) : m_hold(std::move(remembered)) {}

    const std::optional<model::Hold> &hold() const { return m_hold; }
    void begin(const std::string &by, std::chrono::seconds length, std::int64_t nowNs);
    void release() { m_hold.reset(); }

    struct Ended
    {
        model::Hold hold;
        std::string why;
    };
    /// Ends it when its time is over, also when the clock was set back behind its beginning; says so once.
    std::optional<Ended> review(std::int64_t nowNs);

private:
    std::optional<model::Hold> m_hold;
};

} // namespace tandem::agent
