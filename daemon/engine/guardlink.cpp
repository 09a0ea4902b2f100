// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/engine/guardlink.h"

#include "daemon/channel/reader.h"
#include "daemon/channel/writer.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <sys/mman.h>
#include <sys/socket.h>

namespace tandem::engine {

namespace {

enum class Type : std::uint8_t { Configured, News, Ready, Applied, PeersLost, FileOrder, FileAnswer };

constexpr Duration longestRound = std::chrono::milliseconds(500);
constexpr Duration shortestRound = std::chrono::milliseconds(5);
constexpr Duration shortestWithoutRealTime = std::chrono::milliseconds(25);

template <class... Ts>
struct Overloaded : Ts...
{
    using Ts::operator()...;
};

std::vector<std::uint8_t> encode(const GuardMessage &message)
{
    channel::Writer out;
    std::visit(Overloaded{
                   [&](const Configured &) { out.integer(static_cast<std::uint8_t>(Type::Configured)); },
                   [&](const Ready &) { out.integer(static_cast<std::uint8_t>(Type::Ready)); },
                   [&](const Applied &applied) {
                       out.integer(static_cast<std::uint8_t>(Type::Applied));
                       out.string(applied.trouble);
                   },
                   [&](const PeersLost &lost) {
                       out.integer(static_cast<std::uint8_t>(Type::PeersLost));
                       out.string(lost.instance);
                   },
                   [&](const channel::FileOrder &order) {
                       out.integer(static_cast<std::uint8_t>(Type::FileOrder));
                       channel::write(out, order);
                   },
                   [&](const channel::FileAnswer &answer) {
                       out.integer(static_cast<std::uint8_t>(Type::FileAnswer));
                       channel::write(out, answer);
                   },
                   [&](const News &news) {
                       out.integer(static_cast<std::uint8_t>(Type::News));
                       out.integer(static_cast<std::uint8_t>(news.kind));
                       out.string(news.text);
                       out.integer(static_cast<std::uint8_t>(news.logged ? 1 : 0));
                       out.integer(static_cast<std::uint8_t>(news.cause.type));
                       out.list(news.cause.details, 0, [](channel::Writer &to, const auto &detail) {
                           to.string(detail.first);
                           to.string(detail.second);
                       });
                   },
               },
               message);
    return out.take();
}

News readNews(channel::Reader &in)
{
    News news;
    news.kind = in.enumerator(model::EventKind::Helper, "kind of event");
    news.text = in.string();
    news.logged = in.integer<std::uint8_t>() != 0;
    news.cause.type = in.enumerator(model::CauseType::Start, "type of cause");
    news.cause.details = in.list<std::pair<std::string, std::string>>([](channel::Reader &from) {
        std::string name = from.string();
        return std::pair(std::move(name), from.string());
    });
    return news;
}

std::optional<GuardMessage> decode(std::span<const std::uint8_t> octets)
{
    channel::Reader in(octets);
    GuardMessage message;
    switch (in.enumerator(Type::FileAnswer, "message")) {
    case Type::Configured: message = Configured{}; break;
    case Type::Ready: message = Ready{}; break;
    case Type::Applied: message = Applied{in.string()}; break;
    case Type::News: message = readNews(in); break;
    case Type::PeersLost: message = PeersLost{in.string()}; break;
    case Type::FileOrder: message = channel::readFileOrder(in); break;
    case Type::FileAnswer: message = channel::readFileAnswer(in); break;
    }
    return in.failed() ? std::nullopt : std::optional(std::move(message));
}

} // namespace

Result<BoardMapping> BoardMapping::create()
{
    void *memory = mmap(nullptr, sizeof(SharedBoard), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return fail(ErrorCode::System, "tandemd", std::string("no shared memory: ") + std::strerror(errno));
    return BoardMapping(new (memory) SharedBoard);
}

BoardMapping::~BoardMapping()
{
    if (m_board != nullptr)
        munmap(m_board, sizeof(SharedBoard));
}

void BoardMapping::forgetConfig()
{
    constexpr std::uintptr_t page = 4096;
    const auto begin = (reinterpret_cast<std::uintptr_t>(m_board->config) + page - 1) / page * page;
    const auto end = reinterpret_cast<std::uintptr_t>(m_board->config) + SharedBoard::longestConfig;
    madvise(reinterpret_cast<void *>(begin), end / page * page - begin, MADV_REMOVE);
}

Result<std::pair<GuardLink, GuardLink>> GuardLink::makePair()
{
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return fail(ErrorCode::System, "tandemd", std::string("no pair of sockets: ") + std::strerror(errno));
    return std::pair(GuardLink(Descriptor(ends[0])), GuardLink(Descriptor(ends[1])));
}

bool GuardLink::send(const GuardMessage &message)
{
    const auto octets = encode(message);
    return ::send(fd(), octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL) ==
           static_cast<ssize_t>(octets.size());
}

std::optional<GuardMessage> GuardLink::receive()
{
    constexpr int mostSkipped = 16;
    std::array<std::uint8_t, 16 * 1024> buffer{};
    for (int attempt = 0; attempt < mostSkipped; ++attempt) {
        const ssize_t size = recv(fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size <= 0)
            return std::nullopt;
        if (auto message = decode(std::span(buffer).first(static_cast<std::size_t>(size))))
            return message;
    }
    return std::nullopt;
}

Duration beatRound(const EngineConfig &config, bool realTime)
{
    Duration round = longestRound;
    for (const auto &instance : config.instances)
        round = std::min(round, instance.router.interval / 2);
    return std::max(round, realTime ? shortestRound : shortestWithoutRealTime);
}

} // namespace tandem::engine
