// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/agents.h"
#include "cli/command.h"
#include "cli/order.h"

#include <QTimer>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tandem::cli {

/// Switchover and maintenance: asks the node's agent (or, on a host, the agent there, which passes it on) and waits
/// until it is so. Done; No: refused, or not so within the time; NotReached: the agent does not answer, or may not.
class OrderCommand : public Command
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds patience{10000}; ///< from the agent's answer on

    OrderCommand(Target target, Order order, bool json, Output output, QObject *parent = nullptr);
    void start() override;
    /// For tests.
    void setPatience(std::chrono::milliseconds time) { m_patience = time; }

private:
    enum class Phase : std::uint8_t { Connecting, Asking, Waiting, Finished };

    fleet::HostSession &session() const;
    void onChanged();
    void ask();
    void askStatus(std::function<void()> then);
    void onAnswer(const Result<QJsonObject> &answer);
    void poll();
    void look();
    void onDeadline();
    std::vector<model::NodeStatus> nodes() const;
    void finish(ExitCode code, const std::string &sentence);
    void giveUp(const Error &error, ExitCode code);
    void writeJson(bool ok, const std::string &sentence, const Error *error) const;

    Order m_order;
    std::optional<Error> m_mistake; ///< that the cluster file shows
    Agents m_agents;
    bool m_json;
    Output m_output;
    Phase m_phase = Phase::Connecting;
    OrderResult m_result;
    std::vector<std::string> m_heldBefore;
    std::optional<model::NodeStatus> m_polled; ///< of the target, where only another agent is asked
    std::chrono::milliseconds m_patience = patience;
    QTimer m_deadline;
    QTimer m_pollTimer;
};

} // namespace tandem::cli
