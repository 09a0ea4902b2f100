// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/agent.h"

#include <QJsonObject>
#include <utility>

/// Agent: which cluster file is in force, here and at the other hosts.
namespace tandem::agent {

void Agent::addFiles()
{
    m_files = std::make_unique<FileDesk>(FileDesk::Surroundings{
        m_setup.node, m_setup.runDir, m_setup.clusterFile, m_setup.clusterText,
        [this](const std::string &text) { return checkOffered(m_setup, text); },
        [this](const channel::FileOrder &order) { return m_engine.orderFile(order); },
        [this] { return m_engine.status().trialUntilNs; }, [this](const model::Event &event) { store(event); }});
    connect(&m_engine, &EngineLink::fileAnswered, m_files.get(), &FileDesk::take);
    connect(m_files.get(), &FileDesk::settled, this, &Agent::considerFile);
    m_drift = std::make_unique<DriftWatch>(
        m_setup.node, m_setup.clusterFile, m_setup.clusterText,
        [this](const std::string &peer, const std::function<void(std::string)> &reply) {
            m_peers.call(
                peer, QStringLiteral("cluster_file"), {},
                [reply](const Result<QJsonObject> &answer) {
                    reply(answer ? answer->value(QLatin1String("text")).toString().toStdString() : std::string());
                },
                OrderDesk::passOnWithin);
        });
    m_otherFile.setSingleShot(true);
    connect(&m_otherFile, &QTimer::timeout, this, &Agent::otherFile);
    connect(&m_engine, &EngineLink::statusHeard, this, [this] {
        const std::pair known(m_engine.hello()->engineId, m_engine.status().fileSerial);
        if (std::exchange(m_fileKnown, known) != known)
            considerFile();
    });
    connect(&m_review, &QTimer::timeout, this, &Agent::reviewFiles);
}

/// tandemd has been given something: its file may be another one than ours.
void Agent::considerFile()
{
    if (m_files->isBusy())
        return; // settled() comes
    const std::string digest = digestInForce(m_setup);
    if (!digest.empty() && digest != m_setup.clusterFile && m_fileTrouble.empty())
        m_otherFile.start(lastWords);
}

void Agent::refuseFile(const Error &why)
{
    m_fileTrouble = "the cluster file in force cannot be taken over by the agent: " + describe(why);
    reviewAlarms();
}

void Agent::reviewFiles()
{
    m_drift->review(statuses(), m_engine.status().trialUntilNs != 0, BootClock::now());
}

} // namespace tandem::agent
