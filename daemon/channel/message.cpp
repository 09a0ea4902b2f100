// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/channel/message.h"

#include "daemon/channel/reader.h"
#include "daemon/channel/writer.h"

#include <algorithm>
#include <utility>

namespace tandem::channel {

namespace {

// On the wire, so never renumbered.
enum class Type : std::uint16_t {
    EngineHello = 1,
    AgentHello = 2,
    EngineEvent = 3,
    EngineStatus = 4,
    TrackVerdict = 5,
    EventsStored = 6,
};

constexpr Type typeOf(const EngineHello &)
{
    return Type::EngineHello;
}
constexpr Type typeOf(const AgentHello &)
{
    return Type::AgentHello;
}
constexpr Type typeOf(const EngineEvent &)
{
    return Type::EngineEvent;
}
constexpr Type typeOf(const EngineStatus &)
{
    return Type::EngineStatus;
}
constexpr Type typeOf(const TrackVerdict &)
{
    return Type::TrackVerdict;
}
constexpr Type typeOf(const EventsStored &)
{
    return Type::EventsStored;
}

// ---- Each message: its fields in their order, written and read ------------------------------------------------------

void write(Writer &to, const EngineHello &hello)
{
    to.string(hello.version);
    to.string(hello.node);
    to.string(hello.cluster);
    to.integer(hello.engineId);
    to.integer(hello.startedNs);
    to.integer(hello.pid);
    to.integer(hello.leaseSeconds);
}

EngineHello readEngineHello(Reader &from)
{
    EngineHello hello;
    hello.version = from.string();
    hello.node = from.string();
    hello.cluster = from.string();
    hello.engineId = from.integer<std::uint64_t>();
    hello.startedNs = from.integer<std::int64_t>();
    hello.pid = from.integer<std::uint32_t>();
    hello.leaseSeconds = from.integer<std::int64_t>();
    return hello;
}

void write(Writer &to, const AgentHello &hello)
{
    to.string(hello.version);
    to.integer(hello.engineId);
    to.integer(hello.lastEventSeq);
}

AgentHello readAgentHello(Reader &from)
{
    AgentHello hello;
    hello.version = from.string();
    hello.engineId = from.integer<std::uint64_t>();
    hello.lastEventSeq = from.integer<std::uint64_t>();
    return hello;
}

void write(Writer &to, const EngineEvent &message)
{
    const auto &event = message.event;
    to.integer(event.seq);
    to.string(event.node);
    to.integer(event.timeNs);
    to.integer(event.clockErrorNs);
    to.integer(static_cast<std::uint8_t>(event.kind));
    to.string(event.instance);
    to.string(event.from);
    to.string(event.to);
    to.string(event.reason);
    to.integer(static_cast<std::uint8_t>(event.cause.type));
    to.list(event.cause.details, 0, [](Writer &writer, const auto &detail) {
        writer.string(detail.first);
        writer.string(detail.second);
    });
}

EngineEvent readEngineEvent(Reader &from)
{
    model::Event event;
    event.seq = from.integer<std::uint64_t>();
    event.node = from.string();
    event.timeNs = from.integer<std::int64_t>();
    event.clockErrorNs = from.integer<std::int64_t>();
    event.kind = from.enumerator(model::EventKind::Helper, "event kind");
    event.instance = from.string();
    event.from = from.string();
    event.to = from.string();
    event.reason = from.string();
    event.cause.type = from.enumerator(model::CauseType::Start, "cause type");
    event.cause.details = from.list<std::pair<std::string, std::string>>([](Reader &reader) {
        auto name = reader.string();
        return std::pair(std::move(name), reader.string());
    });
    return {std::move(event)};
}

constexpr std::size_t longestStringField = 2 + longestString;
constexpr std::size_t longestTail = longestStringField + 8; ///< of an InstanceStatus, behind its lists

void writeString(Writer &to, const std::string &text)
{
    to.string(text);
}

constexpr std::size_t statusHead = 4 + 8 + 2; ///< header, latenessNs, count of instances

/// Whole or not at all, unless it is too long for a message of its own: half of its VIPs would look like a loss.
void writeInstance(Writer &status, const model::InstanceStatus &instance)
{
    Writer to(longestMessage - statusHead);
    to.string(instance.name);
    to.integer(static_cast<std::uint8_t>(instance.state));
    to.integer(static_cast<std::uint8_t>(instance.effectivePriority.has_value()));
    if (instance.effectivePriority)
        to.integer(static_cast<std::int32_t>(*instance.effectivePriority));
    to.list(instance.heldVips, sizeof(std::uint16_t) + longestTail, writeString);
    to.list(instance.vips, longestTail, writeString);
    to.string(instance.masterAddress);
    to.integer(instance.sinceNs);
    status.append(to);
}

model::InstanceStatus readInstance(Reader &from)
{
    model::InstanceStatus instance;
    instance.name = from.string();
    instance.state = from.enumerator(model::VrrpState::Fault, "state");
    const auto hasPriority = from.integer<std::uint8_t>();
    if (hasPriority > 1)
        from.fail("a mark of presence is " + std::to_string(hasPriority));
    if (hasPriority == 1)
        instance.effectivePriority = from.integer<std::int32_t>();
    const auto readString = [](Reader &reader) { return reader.string(); };
    instance.heldVips = from.list<std::string>(readString);
    instance.vips = from.list<std::string>(readString);
    instance.masterAddress = from.string();
    instance.sinceNs = from.integer<std::int64_t>();
    return instance;
}

void write(Writer &to, const EngineStatus &status)
{
    to.integer(status.latenessNs);
    to.list(status.instances, 0, writeInstance);
}

EngineStatus readEngineStatus(Reader &from)
{
    EngineStatus status;
    status.latenessNs = from.integer<std::int64_t>();
    status.instances = from.list<model::InstanceStatus>(readInstance);
    return status;
}

void write(Writer &to, const TrackVerdict &verdict)
{
    to.string(verdict.check);
    to.integer(static_cast<std::uint8_t>(verdict.state));
    to.string(verdict.evidence);
    to.integer(std::max<std::int64_t>(verdict.validForNs, 0));
}

TrackVerdict readTrackVerdict(Reader &from)
{
    TrackVerdict verdict;
    verdict.check = from.string();
    verdict.state = from.enumerator(TrackVerdict::State::Down, "verdict");
    verdict.evidence = from.string();
    verdict.validForNs = from.integer<std::int64_t>();
    if (verdict.validForNs < 0)
        from.fail("a verdict that is valid for less than no time");
    return verdict;
}

void write(Writer &to, const EventsStored &stored)
{
    to.integer(stored.engineId);
    to.integer(stored.seq);
}

EventsStored readEventsStored(Reader &from)
{
    EventsStored stored;
    stored.engineId = from.integer<std::uint64_t>();
    stored.seq = from.integer<std::uint64_t>();
    return stored;
}

Message readBody(Reader &from, std::uint16_t type)
{
    switch (static_cast<Type>(type)) {
    case Type::EngineHello: return readEngineHello(from);
    case Type::AgentHello: return readAgentHello(from);
    case Type::EngineEvent: return readEngineEvent(from);
    case Type::EngineStatus: return readEngineStatus(from);
    case Type::TrackVerdict: return readTrackVerdict(from);
    case Type::EventsStored: return readEventsStored(from);
    }
    from.fail("message type " + std::to_string(type) + " is not known");
    return {};
}

Failure refuse(std::string why, std::string fix = {})
{
    return fail(ErrorCode::BadMessage, "message between engine and agent", std::move(why), std::move(fix));
}

} // namespace

std::vector<std::uint8_t> encode(const Message &message)
{
    Writer writer;
    writer.integer(protocol);
    std::visit(
        [&](const auto &alternative) {
            writer.integer(static_cast<std::uint16_t>(typeOf(alternative)));
            write(writer, alternative);
        },
        message);
    return writer.take();
}

Result<Message> decode(std::span<const std::uint8_t> packet)
{
    if (packet.size() > longestMessage)
        return refuse("it has " + std::to_string(packet.size()) + " octets, more than " +
                      std::to_string(longestMessage));
    Reader reader(packet);
    const auto theirs = reader.integer<std::uint16_t>();
    const auto type = reader.integer<std::uint16_t>();
    if (!reader.failed() && theirs != protocol)
        return refuse("it speaks protocol " + std::to_string(theirs) + ", this program speaks " +
                          std::to_string(protocol),
                      "run tandemd and tandem-agent of the same version");
    if (reader.failed())
        return refuse("it is shorter than its header");
    auto message = readBody(reader, type);
    if (reader.failed())
        return refuse(reader.failure());
    if (reader.left() > 0)
        return refuse(std::to_string(reader.left()) + " octets are left over behind its fields");
    return message;
}

} // namespace tandem::channel
