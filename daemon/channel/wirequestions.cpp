// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/channel/wirequestions.h"

#include "daemon/channel/reader.h"
#include "daemon/channel/writer.h"

#include <algorithm>

namespace tandem::channel {

void write(Writer &to, const AskNeighbours &question)
{
    to.integer(question.id);
    to.string(question.check);
    to.integer(std::max<std::int64_t>(question.waitNs, 0));
}

AskNeighbours readAskNeighbours(Reader &from)
{
    AskNeighbours question;
    question.id = from.integer<std::uint64_t>();
    question.check = from.string();
    question.waitNs = from.integer<std::int64_t>();
    if (question.waitNs < 0)
        from.fail("a question that waits for less than no time");
    return question;
}

void write(Writer &to, const NeighbourAnswer &answer)
{
    to.integer(answer.id);
    to.string(answer.check);
    to.list(answer.neighbours, 0, [](Writer &writer, const NeighbourAnswer::Neighbour &one) {
        writer.string(one.interface);
        writer.string(one.address);
        writer.integer(static_cast<std::uint8_t>(one.gateway));
        writer.integer(static_cast<std::uint8_t>(one.state));
        for (const std::uint8_t octet : one.hardwareAddress)
            writer.integer(octet);
    });
}

NeighbourAnswer readNeighbourAnswer(Reader &from)
{
    NeighbourAnswer answer;
    answer.id = from.integer<std::uint64_t>();
    answer.check = from.string();
    answer.neighbours = from.list<NeighbourAnswer::Neighbour>([](Reader &reader) {
        NeighbourAnswer::Neighbour one;
        one.interface = reader.string();
        one.address = reader.string();
        one.gateway = reader.mark();
        one.state = reader.enumerator(NeighbourAnswer::State::Answered, "state of a neighbour");
        for (std::uint8_t &octet : one.hardwareAddress)
            octet = reader.integer<std::uint8_t>();
        return one;
    });
    return answer;
}

void write(Writer &to, const ProbePaths &order)
{
    to.integer(order.id);
    to.integer(order.routerId);
}

void write(Writer &to, const PathsProbed &answer)
{
    to.integer(answer.id);
    to.integer(answer.sent);
    to.string(answer.refusal);
    to.string(answer.trouble);
}

ProbePaths readProbePaths(Reader &from)
{
    const auto id = from.integer<std::uint64_t>();
    return {id, from.integer<std::uint8_t>()};
}

PathsProbed readPathsProbed(Reader &from)
{
    PathsProbed answer;
    answer.id = from.integer<std::uint64_t>();
    answer.sent = from.integer<std::uint16_t>();
    answer.refusal = from.string();
    answer.trouble = from.string();
    return answer;
}

} // namespace tandem::channel
