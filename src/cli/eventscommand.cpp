// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/eventscommand.h"

#include "cli/eventline.h"
#include "cli/table.h"
#include "rpc/modeljson.h"

#include <QJsonDocument>
#include <algorithm>
#include <limits>
#include <ostream>
#include <span>

namespace tandem::cli {

namespace {

fleet::HostSession::History historyOf(const EventsCommand::Choice &choice)
{
    constexpr int all = std::numeric_limits<int>::max();
    if (choice.since)
        return {all, *choice.since, Duration::zero()};
    return {choice.limit.value_or(all), 0, Duration::zero()};
}

/// Written one by one: a journal of years need not stand in memory twice.
void writeJson(std::span<const model::Event> events, std::ostream &out)
{
    out << "{\"events\":[";
    const char *before = "\n";
    for (const model::Event &event : events) {
        out << before << eventJson(event);
        before = ",\n";
    }
    out << "\n]}\n";
}

void writeTable(std::span<const model::Event> events, std::ostream &out)
{
    Table table(eventHeadings());
    table.setRightAligned(2);
    for (const model::Event &event : events)
        table.add(eventCells(event));
    table.write(out);
}

} // namespace

EventsCommand::EventsCommand(Target target, Choice choice, bool json, Output output, QObject *parent)
    : Command(parent), m_choice(choice), m_agents(std::move(target), historyOf(choice)), m_json(json), m_output(output)
{
    connect(&m_agents, &Agents::settled, this, &EventsCommand::finish);
}

void EventsCommand::start()
{
    m_agents.start();
}

void EventsCommand::finish()
{
    for (const Error &trouble : m_agents.troubles())
        m_output.err << "tandemctl: " << describe(trouble) << '\n';
    if (!m_agents.isAnyConnected()) {
        emit finished(ExitCode::NotReached);
        return;
    }
    std::span<const model::Event> events(m_agents.log().events());
    if (m_choice.limit) {
        const std::size_t count = std::min(events.size(), static_cast<std::size_t>(*m_choice.limit));
        events = m_choice.since ? events.first(count) : events.last(count);
    }
    if (m_json)
        writeJson(events, m_output.out);
    else if (events.empty())
        m_output.out << "No events.\n";
    else
        writeTable(events, m_output.out);
    emit finished(m_agents.isComplete() ? ExitCode::Done : ExitCode::No);
}

} // namespace tandem::cli
