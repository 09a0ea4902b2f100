// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/channel/message.h"

#include "daemon/channel/reader.h"
#include "daemon/channel/wirequestions.h"
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
    Order = 7,
    OrderAnswer = 8,
    EngineBeat = 9,
    AskNeighbours = 10,
    NeighbourAnswer = 11,
    ProbePaths = 12,
    PathsProbed = 13,
    FileOrder = 14,
    FileAnswer = 15,
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
constexpr Type typeOf(const Order &)
{
    return Type::Order;
}
constexpr Type typeOf(const OrderAnswer &)
{
    return Type::OrderAnswer;
}
constexpr Type typeOf(const EngineBeat &)
{
    return Type::EngineBeat;
}
constexpr Type typeOf(const AskNeighbours &)
{
    return Type::AskNeighbours;
}
constexpr Type typeOf(const NeighbourAnswer &)
{
    return Type::NeighbourAnswer;
}
constexpr Type typeOf(const ProbePaths &)
{
    return Type::ProbePaths;
}
constexpr Type typeOf(const PathsProbed &)
{
    return Type::PathsProbed;
}
constexpr Type typeOf(const FileOrder &)
{
    return Type::FileOrder;
}
constexpr Type typeOf(const FileAnswer &)
{
    return Type::FileAnswer;
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

/// Header, latenessNs, maintenance, fileSerial, trialUntilNs, count of refusals, count of heard routers, first, total,
/// count of instances.
constexpr std::size_t statusHead = 4 + 8 + 1 + 4 + 8 + 2 + 2 + 2 + 2 + 2;
/// What is left to the instances of the first part, so that one of them always fits.
constexpr std::size_t mostHeard = 128;

void writeOptional(Writer &to, const std::optional<int> &value)
{
    to.integer(static_cast<std::uint8_t>(value.has_value()));
    if (value)
        to.integer(static_cast<std::int32_t>(*value));
}

std::optional<int> readOptional(Reader &from)
{
    return from.mark() ? std::optional<int>(from.integer<std::int32_t>()) : std::nullopt;
}

/// Whole or not at all, unless it is too long for a message of its own: half of its VIPs would look like a loss.
void writeInstance(Writer &status, const model::InstanceStatus &instance)
{
    Writer to(longestMessage - statusHead);
    to.string(instance.name);
    to.integer(static_cast<std::uint8_t>(instance.state));
    writeOptional(to, instance.effectivePriority);
    writeOptional(to, instance.overridePriority);
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
    instance.effectivePriority = readOptional(from);
    instance.overridePriority = readOptional(from);
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
    to.integer(static_cast<std::uint8_t>(status.maintenance));
    to.integer(status.fileSerial);
    to.integer(status.trialUntilNs);
    to.list(status.refused, statusHead, [](Writer &writer, const PacketCount &one) {
        writer.string(one.interface);
        writer.string(one.reason);
        writer.integer(one.count);
    });
    to.list(std::span(status.heard).first(std::min(status.heard.size(), mostHeard)), statusHead,
            [](Writer &writer, const model::HeardRouter &one) {
                writer.string(one.interface);
                writer.integer(static_cast<std::uint8_t>(one.routerId));
                writer.string(one.sender);
                writer.integer(static_cast<std::uint8_t>(one.isProbe));
            });
    to.integer(status.first);
    const std::size_t end = std::min(status.first + status.instances.size(), mostItems); // a status by itself is whole
    to.integer(std::max(status.total, static_cast<std::uint16_t>(end)));
    to.list(status.instances, 0, writeInstance);
}

EngineStatus readEngineStatus(Reader &from)
{
    EngineStatus status;
    status.latenessNs = from.integer<std::int64_t>();
    status.maintenance = from.mark();
    status.fileSerial = from.integer<std::uint32_t>();
    status.trialUntilNs = from.integer<std::int64_t>();
    status.refused = from.list<PacketCount>([](Reader &reader) {
        PacketCount one;
        one.interface = reader.string();
        one.reason = reader.string();
        one.count = reader.integer<std::uint64_t>();
        return one;
    });
    status.heard = from.list<model::HeardRouter>([](Reader &reader) {
        model::HeardRouter one;
        one.interface = reader.string();
        one.routerId = reader.integer<std::uint8_t>();
        one.sender = reader.string();
        one.isProbe = reader.mark();
        return one;
    });
    status.first = from.integer<std::uint16_t>();
    status.total = from.integer<std::uint16_t>();
    status.instances = from.list<model::InstanceStatus>(readInstance);
    if (status.total > mostItems || status.first + status.instances.size() > status.total)
        from.fail("a status of instances " + std::to_string(status.first) + " and on, which is past its " +
                  std::to_string(status.total));
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

void write(Writer &to, const Order &order)
{
    to.integer(order.id);
    to.integer(static_cast<std::uint8_t>(order.kind));
    to.string(order.instance);
}

Order readOrder(Reader &from)
{
    Order order;
    order.id = from.integer<std::uint64_t>();
    order.kind = from.enumerator(Order::Kind::MaintenanceOff, "order");
    order.instance = from.string();
    return order;
}

void write(Writer &to, const OrderAnswer &answer)
{
    to.integer(answer.id);
    to.list(answer.refusals, 0, [](Writer &writer, const OrderAnswer::Refusal &refusal) {
        writer.string(refusal.instance);
        writer.string(refusal.code);
    });
}

OrderAnswer readOrderAnswer(Reader &from)
{
    OrderAnswer answer;
    answer.id = from.integer<std::uint64_t>();
    answer.refusals = from.list<OrderAnswer::Refusal>([](Reader &reader) {
        OrderAnswer::Refusal refusal;
        refusal.instance = reader.string();
        refusal.code = reader.string();
        return refusal;
    });
    return answer;
}

void write(Writer &to, const EngineBeat &beat)
{
    to.integer(beat.latenessNs);
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
    case Type::Order: return readOrder(from);
    case Type::OrderAnswer: return readOrderAnswer(from);
    case Type::EngineBeat: return EngineBeat{from.integer<std::int64_t>()};
    case Type::AskNeighbours: return readAskNeighbours(from);
    case Type::NeighbourAnswer: return readNeighbourAnswer(from);
    case Type::ProbePaths: return readProbePaths(from);
    case Type::PathsProbed: return readPathsProbed(from);
    case Type::FileOrder: return readFileOrder(from);
    case Type::FileAnswer: return readFileAnswer(from);
    }
    from.fail("message type " + std::to_string(type) + " is not known");
    return {};
}

Failure refuse(std::string why, std::string fix = {})
{
    return fail(ErrorCode::BadMessage, "message between engine and agent", std::move(why), std::move(fix));
}

std::size_t sizeOf(const model::InstanceStatus &instance)
{
    Writer writer;
    writeInstance(writer, instance);
    return writer.take().size();
}

} // namespace

std::vector<EngineStatus> partsOf(EngineStatus whole)
{
    std::vector<EngineStatus> parts;
    EngineStatus part = whole;
    part.instances.clear();
    part.first = 0;
    part.total = static_cast<std::uint16_t>(std::min(whole.instances.size(), mostItems));
    std::size_t size = encode(part).size();
    for (std::uint16_t index = 0; index < part.total; ++index) {
        auto &instance = whole.instances[index];
        const std::size_t more = sizeOf(instance);
        if (!part.instances.empty() && size + more > longestMessage) {
            EngineStatus next{
                .latenessNs = part.latenessNs, .maintenance = part.maintenance, .first = index, .total = part.total};
            parts.push_back(std::exchange(part, std::move(next)));
            size = statusHead;
        }
        part.instances.push_back(std::move(instance));
        size += more;
    }
    parts.push_back(std::move(part));
    return parts;
}

Result<std::optional<EngineStatus>> StatusAssembler::take(EngineStatus part)
{
    if (part.first == 0)
        m_whole = std::move(part);
    else if (part.first != m_whole.instances.size() || part.total != m_whole.total || part.instances.empty())
        return refuse("a part of a status that does not follow the one before");
    else
        m_whole.instances.insert(m_whole.instances.end(), std::make_move_iterator(part.instances.begin()),
                                 std::make_move_iterator(part.instances.end()));
    if (m_whole.instances.size() < m_whole.total)
        return std::nullopt;
    return std::exchange(m_whole, {});
}

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
