// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/watchcommand.h"

#include "cli/eventline.h"

#include <ostream>

namespace tandem::cli {

using fleet::Link;

WatchCommand::WatchCommand(Target target, bool json, Output output, QObject *parent)
    : Command(parent), m_agents(std::move(target), {0, 0, Duration::zero()}), m_json(json), m_output(output),
      m_said(m_agents.sessions().size(), Link::State::Connecting)
{
    connect(&m_agents, &Agents::settled, this, &WatchCommand::onSettled);
    connect(&m_agents, &Agents::changed, this, &WatchCommand::onChanged);
    connect(&m_agents.log(), &fleet::EventLog::inserted, this, &WatchCommand::onInserted);
}

void WatchCommand::start()
{
    m_agents.start();
}

void WatchCommand::onSettled()
{
    if (!m_agents.isAnyConnected())
        emit finished(ExitCode::NotReached);
}

void WatchCommand::onInserted(int index)
{
    const model::Event &event = m_agents.log().events()[static_cast<std::size_t>(index)];
    m_output.out << (m_json ? eventJson(event) : eventLine(event)) << std::endl; // a pipe wants each line now
    if (!m_output.out)
        emit finished(ExitCode::Done); // nobody reads on
}

/// Breaks and returns, once each.
void WatchCommand::onChanged()
{
    for (std::size_t i = 0; i < m_said.size(); ++i) {
        const auto &session = *m_agents.sessions()[i];
        const Link &link = session.link();
        if (link.state == m_said[i])
            continue;
        if (link.error)
            m_output.err << "tandemctl: " << describe(*link.error) << std::endl;
        else if (m_said[i] != Link::State::Connecting)
            m_output.err << "tandemctl: " << session.hello().node << " is reached again" << std::endl;
        m_said[i] = link.state;
    }
}

} // namespace tandem::cli
