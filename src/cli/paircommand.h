// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/command.h"
#include "cli/commandline.h"
#include "rpc/pairingclient.h"

#include <QString>
#include <cstdint>
#include <memory>
#include <string>

namespace tandem::cli {

/// `tandemctl pair HOST`: makes an identity where there is none, and pins the host's agent and ours at it. NotReached:
/// nobody answers, or the code is wrong or worth nothing. BadFile: the identity.
class PairCommand : public Command
{
    Q_OBJECT

public:
    struct Task
    {
        QString host;
        std::uint16_t port = 8732;
        std::string identityDirectory;
        std::string name; ///< what we are called there
    };

    PairCommand(Task task, Output output);
    void start() override;

private:
    void take(const Result<rpc::PairingClient::Paired> &result);
    void failed(const Error &error);

    Task m_task;
    Output m_output;
    std::string m_ownFingerprint;
    std::unique_ptr<rpc::PairingClient> m_client;
};

inline constexpr const char *pairSummary = "get to know a host's agent by the code that it shows";

/// What follows `tandemctl pair`.
Invocation readPairLine(const QStringList &arguments, Output output);

} // namespace tandem::cli
