// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rpc/tlsidentity.h"

#include <QJsonObject>
#include <cstdint>
#include <span>
#include <string_view>

/// The table of what an agent answers. SPEC.md says the same in words; a test holds one against the other.
namespace tandem::rpc {

enum class ParamType : std::uint8_t { Integer, Boolean, Text };
std::string_view nameOf(ParamType type); ///< "integer", "boolean", "text"

struct Param
{
    std::string_view name;
    ParamType type;
    bool required;
};

struct Method
{
    std::string_view name;
    Role role; ///< the least that may call it; see mayCall()
    std::span<const Param> params;
    bool passedOn = false; ///< a peer's agent may call it, too: for somebody whom it has found to be of that role
};

std::span<const Method> methods();
const Method *methodNamed(std::string_view name); ///< nullptr: there is none

/// What an agent sends without being asked, to who subscribed.
inline constexpr std::string_view notifications[] = {"hello", "event", "sample", "status", "synced"};

/// viewer < operator < admin. An agent, a peer of the cluster, may call what a viewer may, and what is for agents
/// alone. What a stranger may call all may; he may call nothing else.
bool mayCall(Role has, Role needed);
bool mayCall(Role has, const Method &method);

/// Types and presence as in the table, names that are not in it are ignored. BadMessage with the name of the parameter.
Result<void> checkParams(const Method &method, const QJsonObject &params);

/// Most events or samples of one answer, and how many it is without a `limit`.
inline constexpr int longestPage = 1000;

/// How long a hold of the mode lasts where nobody says, and at most.
inline constexpr std::int64_t usualHoldSeconds = 3600;
inline constexpr std::int64_t longestHoldSeconds = 7 * 24 * 3600;

/// Most addresses of one `ask_addresses`.
inline constexpr int mostAskedAddresses = 64;

} // namespace tandem::rpc
