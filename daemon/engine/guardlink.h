// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/result.h"
#include "daemon/channel/fileorders.h"
#include "daemon/engine/engineconfig.h"
#include "daemon/net/leaseboard.h"
#include "model/event.h"

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

/// Where guard and engine meet: shared memory for what never waits, a pair of sockets for the rest.
namespace tandem::engine {

/// What both have mapped. Plain atomics; the configuration's octets belong to the guard until it says Configured, then
/// to the engine until it says Applied.
struct SharedBoard
{
    static constexpr std::size_t longestConfig = 1024U * 1024; ///< takes memory as far as it is used

    net::LeaseBoard leases;
    std::atomic<std::uint64_t> engineBeat{0}; ///< rounds of the engine's loop
    std::atomic<std::uint64_t> guardBeat{0};  ///< rounds of the guard's loop
    std::atomic<bool> maintenance{false};     ///< in force in the engine, for its successor
    std::atomic<bool> leftInOrder{false};     ///< the engine has resigned by itself and removed its VIPs
    std::uint32_t configSize = 0;
    std::uint8_t config[longestConfig]; // NOLINT(modernize-avoid-c-arrays): untouched pages stay untouched
};

/// The board in anonymous memory that a fork shares.
class BoardMapping
{
public:
    static Result<BoardMapping> create();
    BoardMapping(BoardMapping &&other) noexcept : m_board(std::exchange(other.m_board, nullptr)) {}
    BoardMapping &operator=(BoardMapping &&) = delete;
    ~BoardMapping();

    SharedBoard &operator*() const { return *m_board; }
    SharedBoard *operator->() const { return m_board; }
    /// Gives the memory of a configuration that was read back to the system.
    void forgetConfig();

private:
    explicit BoardMapping(SharedBoard *board) : m_board(board) {}
    SharedBoard *m_board;
};

// ---- Guard -> engine
struct Configured
{
}; ///< another configuration is on the board
struct News
{
    model::EventKind kind = model::EventKind::Helper;
    std::string text;
    model::Cause cause;
    bool logged = false; ///< by the guard, when it happened
    bool operator==(const News &) const = default;
}; ///< to be told as an event

// ---- Engine -> guard
struct Ready
{
}; ///< the first configuration is applied, the agent's socket is open
struct Applied
{
    std::string trouble; ///< empty: whole; else what of it could not be done
};

struct PeersLost
{
    std::string instance; ///< heard a master when the trial began, and took over in silence since
};                        ///< while a cluster file is on trial

/// FileOrder and FileAnswer are what agent and guard say to each other; the engine only hands them on.
using GuardMessage = std::variant<Configured, News, Ready, Applied, PeersLost, channel::FileOrder, channel::FileAnswer>;

/// One end of the pair. Never waits; what does not fit is lost and said so by false.
class GuardLink
{
public:
    explicit GuardLink(Descriptor socket) : m_socket(std::move(socket)) {}
    /// The guard's end and the engine's.
    static Result<std::pair<GuardLink, GuardLink>> makePair();

    int fd() const { return m_socket.get(); }
    bool send(const GuardMessage &message);
    /// Nothing: none is queued. An undecodable one is skipped.
    std::optional<GuardMessage> receive();

private:
    Descriptor m_socket;
};

/// A configuration as octets, of whatever length, and back. BadMessage for octets that are none (a bug: both are the
/// same program).
std::vector<std::uint8_t> encodeConfig(const EngineConfig &config);
Result<EngineConfig> decodeConfig(std::span<const std::uint8_t> octets);

/// How often the engine's loop goes round at least, and the guard looks: half the shortest advert interval, at most
/// half a second; not below 5 ms, nor below 25 ms where the scheduler promises nothing.
Duration beatRound(const EngineConfig &config, bool realTime);

} // namespace tandem::engine
