// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/channel/fileorders.h"

#include "daemon/channel/reader.h"
#include "daemon/channel/writer.h"

namespace tandem::channel {

namespace {

constexpr std::uint32_t longestTrial = 3600;
constexpr std::uint32_t longestHold = 60;

} // namespace

void write(Writer &to, const FileOrder &order)
{
    to.integer(order.id);
    to.integer(static_cast<std::uint8_t>(order.kind));
    to.integer(order.seconds);
    to.integer(order.holdSeconds);
}

FileOrder readFileOrder(Reader &from)
{
    FileOrder order;
    order.id = from.integer<std::uint64_t>();
    order.kind = from.enumerator(FileOrder::Kind::TakeBack, "order about a file");
    order.seconds = from.integer<std::uint32_t>();
    order.holdSeconds = from.integer<std::uint32_t>();
    if (order.seconds > longestTrial || order.holdSeconds > longestHold)
        from.fail("a trial that is too long");
    if (order.kind == FileOrder::Kind::Try && order.seconds == 0)
        from.fail("a trial of no time");
    return order;
}

void write(Writer &to, const FileAnswer &answer)
{
    to.integer(answer.id);
    to.integer(static_cast<std::uint8_t>(answer.refusal ? 1 : 0));
    if (!answer.refusal)
        return to.list(answer.breaks, 0, [](Writer &writer, const std::string &text) { writer.string(text); });
    to.integer(static_cast<std::uint8_t>(answer.refusal->code));
    to.string(answer.refusal->place);
    to.string(answer.refusal->text);
    to.string(answer.refusal->fix);
}

FileAnswer readFileAnswer(Reader &from)
{
    FileAnswer answer;
    answer.id = from.integer<std::uint64_t>();
    if (!from.mark()) {
        answer.breaks = from.list<std::string>([](Reader &reader) { return reader.string(); });
        return answer;
    }
    Error &refusal = answer.refusal.emplace();
    refusal.code = from.enumerator(ErrorCode::Refused, "kind of error");
    refusal.place = from.string();
    refusal.text = from.string();
    refusal.fix = from.string();
    return answer;
}

} // namespace tandem::channel
