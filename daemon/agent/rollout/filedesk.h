// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject> // first: moc does not understand <compare>, which the others bring

#include "base/result.h"
#include "daemon/agent/api/action.h"
#include "daemon/agent/api/filerequest.h"
#include "daemon/channel/fileorders.h"
#include "model/event.h"

#include <QTimer>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tandem::agent {

/// This host's part of a roll-out: lays what is offered where tandemd reads it, and passes on what is asked of it.
/// Whether it is taken is tandemd's word, and root's (limits.toml).
class FileDesk : public QObject
{
    Q_OBJECT

public:
    struct Surroundings
    {
        std::string node;
        std::string runDir;
        std::string digest;                                               ///< SHA-256 of the file in force
        std::string text;                                                 ///< of that file, without secrets
        std::function<std::vector<Error>(const std::string &text)> check; ///< what the agent has against it
        std::function<bool(const channel::FileOrder &)> send;             ///< false: there is no engine
        std::function<std::int64_t()> trialUntilNs;                       ///< 0: no file is on trial
        std::function<void(const model::Event &)> record;
    };

    explicit FileDesk(Surroundings surroundings, QObject *parent = nullptr);

    /// The file in force, without secrets.
    QJsonObject tell() const;
    /// One at a time; Refused while another waits for tandemd.
    void carryOut(const FileRequest &request, ActionReply reply);
    /// tandemd's answer.
    void take(const channel::FileAnswer &answer);
    /// Somebody waits for tandemd's answer.
    bool isBusy() const { return static_cast<bool>(m_reply); }

    static constexpr std::chrono::seconds answerWithin{12}; ///< it waits for its file system for ten
    static constexpr std::size_t longestOffer = 512UL * 1024;
    static constexpr std::int64_t longestTrial = 3600;
    static constexpr std::int64_t longestHold = 60;

signals:
    void settled(); ///< isBusy() no more

private:
    Result<void> prepare(const FileRequest &request);
    Result<void> lay(const std::string &text) const;
    void finish(const Result<void> &outcome, const std::vector<std::string> &breaks = {});

    Surroundings m_around;
    std::string m_offered; ///< SHA-256 of what lies there by our hand
    FileRequest m_request; ///< under way
    ActionReply m_reply;
    std::uint64_t m_lastId = 0;
    QTimer m_late;
};

} // namespace tandem::agent
