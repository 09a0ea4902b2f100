// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "daemon/channel/fileorders.h"
#include "model/event.h"
#include "model/hostfacts.h"
#include "model/nodestatus.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

/// What engine and agent say to each other on RUN-DIR/engine.sock (SOCK_SEQPACKET: one message a packet).
/// Little-endian; header {u16 protocol, u16 type}, then the fields in their order; strings u16 length + UTF-8 octets.
/// The engine listens; at most one agent at a time is served, a newer one replaces an older one.
namespace tandem::channel {

inline constexpr std::uint16_t protocol = 5;
inline constexpr std::size_t longestMessage = 32 * 1024;
inline constexpr std::size_t longestString = 512;
inline constexpr std::size_t mostItems = 512; ///< of any list

/// Engine -> agent, first message. The agent answers with AgentHello.
struct EngineHello
{
    std::string version; ///< TANDEM_VERSION
    std::string node;
    std::string cluster;
    std::uint64_t engineId = 0; ///< random, another one at each start of the engine: event numbers start again
    std::int64_t startedNs = 0; ///< wall clock
    std::uint32_t pid = 0;
    std::int64_t leaseSeconds = 0; ///< largest lease of its instances; 0 = none
    bool operator==(const EngineHello &) const = default;
};

/// Agent -> engine, first message. Events after `lastEventSeq` of `engineId` are sent (again).
struct AgentHello
{
    std::string version;
    std::uint64_t engineId = 0;     ///< of the engine it spoke to last, 0 = none
    std::uint64_t lastEventSeq = 0; ///< the last event that is safe in its journal
    bool operator==(const AgentHello &) const = default;
};

/// Engine -> agent: something happened. The engine keeps the last 1,024; older unsent ones are lost and said so by the
/// gap in `seq`. Event::seq is the engine's own number here; the journal gives its own.
struct EngineEvent
{
    model::Event event;
    bool operator==(const EngineEvent &) const = default;
};

/// Datagrams refused on an interface since the engine started, by the name of the reason. Only those that occurred.
struct PacketCount
{
    std::string interface;
    std::string reason; ///< vrrp::nameOf(Refusal), "not-a-peer", …
    std::uint64_t count = 0;
    bool operator==(const PacketCount &) const = default;
};

/// Engine -> agent: all instances, after hello and whenever one changed.
/// What does not fit into one message comes in several, in order: the status is whole with the one that reaches
/// `total`.
struct EngineStatus
{
    std::int64_t latenessNs = 0;           ///< largest of the last minute
    bool maintenance = false;              ///< of the node
    std::uint32_t fileSerial = 0;          ///< counts what the guard handed over: another cluster file may be in force
    std::int64_t trialUntilNs = 0;         ///< wall clock: until then the cluster file is on trial; 0 = it is not
    std::vector<PacketCount> refused;      ///< with the first part only
    std::vector<model::HeardRouter> heard; ///< likewise
    std::uint16_t first = 0;               ///< index of instances.front() among all
    std::uint16_t total = 0;               ///< instances of the node
    std::vector<model::InstanceStatus> instances;
    bool operator==(const EngineStatus &) const = default;
};

/// Agent -> engine: the verdict of a check. Goes stale after `validForNs`: the engine keeps its state and raises an
/// alarm.
struct TrackVerdict
{
    enum class State : std::uint8_t { Unknown, Up, Down };
    std::string check;
    State state = State::Unknown;
    std::string evidence; ///< "refused", "frozen", …
    std::int64_t validForNs = 0;
    bool operator==(const TrackVerdict &) const = default;
};

/// Agent -> engine: events up to here are in the journal.
struct EventsStored
{
    std::uint64_t engineId = 0;
    std::uint64_t seq = 0;
    bool operator==(const EventsStored &) const = default;
};

/// Agent -> engine: what a person asks for. Asks for nothing that the cluster file does not allow.
struct Order
{
    enum class Kind : std::uint8_t {
        Switchover,       ///< take the VIPs now, with a priority above the owner's that lasts until cancelled
        CancelSwitchover, ///< the configured priority is in force again
        MaintenanceOn,    ///< of the whole node; `instance` is not read
        MaintenanceOff,
    };
    std::uint64_t id = 0; ///< the agent's, returned in the answer
    Kind kind = Kind::Switchover;
    std::string instance; ///< empty: all; one of a sync group stands for the group
    bool operator==(const Order &) const = default;
};

/// Engine -> agent: the order was carried out, or why nothing of it was.
struct OrderAnswer
{
    struct Refusal
    {
        std::string instance;
        std::string code; ///< vrrp::nameOf(OrderRefusal), or "unknown-instance"
        bool operator==(const Refusal &) const = default;
    };
    std::uint64_t id = 0;
    std::vector<Refusal> refusals; ///< empty: done
    bool operator==(const OrderAnswer &) const = default;
};

/// Engine -> agent: nothing of the last status has changed. It is the beat.
struct EngineBeat
{
    std::int64_t latenessNs = 0; ///< largest of the last minute
    bool operator==(const EngineBeat &) const = default;
};

/// Agent -> engine: ask the neighbours of a check of kind "gateway". It names nobody: whom the engine asks is in the
/// cluster file and in the kernel's routes. More than one round in 50 ms for a check is dropped.
struct AskNeighbours
{
    std::uint64_t id = 0; ///< the agent's, returned in the answer
    std::string check;
    std::int64_t waitNs = 0; ///< how long answers are waited for
    bool operator==(const AskNeighbours &) const = default;
};

/// Engine -> agent: who was asked and who answered; when all have, or the wait is over.
struct NeighbourAnswer
{
    enum class State : std::uint8_t {
        NotAsked, ///< the question could not be sent
        Silent,
        Answered,
    };
    struct Neighbour
    {
        std::string interface;
        std::string address;
        bool gateway = false; ///< of the default route through the interface; else another node
        State state = State::NotAsked;
        std::array<std::uint8_t, 6> hardwareAddress{}; ///< of who answered, where it said so; else zero
        bool operator==(const Neighbour &) const = default;
    };
    std::uint64_t id = 0;
    std::string check;
    std::vector<Neighbour> neighbours; ///< empty: there is nobody to ask
    bool operator==(const NeighbourAnswer &) const = default;
};

/// Agent -> engine: send an advert that nobody heeds on each way that the instances' adverts take (vrrp/pathprobe.h).
/// Those who hear it have it in their status. As many a second as orders.
struct ProbePaths
{
    std::uint64_t id = 0;      ///< the agent's, returned in the answer
    std::uint8_t routerId = 0; ///< that nobody on the wire has
    bool operator==(const ProbePaths &) const = default;
};

/// Engine -> agent: what came of it.
struct PathsProbed
{
    std::uint64_t id = 0;
    std::uint16_t sent = 0;
    std::string refusal; ///< why nothing was tried
    std::string trouble; ///< what the kernel did not send, and why; empty: it sent all
    bool operator==(const PathsProbed &) const = default;
};

using Message =
    std::variant<EngineHello, AgentHello, EngineEvent, EngineStatus, TrackVerdict, EventsStored, Order, OrderAnswer,
                 EngineBeat, AskNeighbours, NeighbourAnswer, ProbePaths, PathsProbed, FileOrder, FileAnswer>;

/// `whole` in parts that each fit into one message; at least one.
std::vector<EngineStatus> partsOf(EngineStatus whole);

/// Puts parts together again.
class StatusAssembler
{
public:
    /// The whole status with its last part; nothing while parts are missing; BadMessage for one that does not follow.
    Result<std::optional<EngineStatus>> take(EngineStatus part);

private:
    EngineStatus m_whole;
};

/// Longer strings and lists are cut to their bounds, never refused: what is sent always decodes.
std::vector<std::uint8_t> encode(const Message &message);

/// BadMessage with the reason: another protocol, unknown type, too short, too long, octets left over, value out of
/// range.
Result<Message> decode(std::span<const std::uint8_t> packet);

} // namespace tandem::channel
