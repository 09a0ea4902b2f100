// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/exitcode.h"
#include "base/result.h"
#include "rpc/client.h"

#include <QObject>
#include <string>

namespace tandem::agent {

/// `tandem-agent pair`: asks the agent that runs on this host for a code, and shows it.
class PairingAsk : public QObject
{
    Q_OBJECT

public:
    PairingAsk(std::string runDir, std::string role, QObject *parent = nullptr);
    void start();

signals:
    void finished(tandem::ExitCode code);

private:
    void show(const Result<QJsonObject> &answer);
    void failed(const Error &error);

    std::string m_socket;
    std::string m_role;
    rpc::Client m_client{"tandem-agent"};
};

} // namespace tandem::agent
