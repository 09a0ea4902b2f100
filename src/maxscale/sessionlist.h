// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::maxscale {

/// Who is logged in, and from where. Nothing else of a session is asked for or kept: it may hold SQL text.
struct Session
{
    std::string user;                  ///< empty before the login
    std::string remote;                ///< "10.77.0.9", "::ffff:10.77.0.9"
    std::optional<std::uint16_t> port; ///< the client's; older MaxScales do not tell it

    bool operator==(const Session &) const = default;
};

/// With the few fields that readSessions() reads: what a session holds besides, statements included, stays in MaxScale.
std::string sessionsPath();

/// What `GET /v1/sessions` says: the first `mostSessions` of them.
Result<std::vector<Session>> readSessions(const QJsonObject &document);

inline constexpr std::size_t mostSessions = 10'000;
inline constexpr int longestUser = 128; ///< letters of a name that are kept

} // namespace tandem::maxscale
