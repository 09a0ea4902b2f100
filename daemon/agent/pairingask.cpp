// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/pairingask.h"

#include <QJsonObject>
#include <cstdio>

namespace tandem::agent {

PairingAsk::PairingAsk(std::string runDir, std::string role, QObject *parent)
    : QObject(parent), m_socket(std::move(runDir) + "/agent.sock"), m_role(std::move(role))
{
    connect(&m_client, &rpc::Client::ready, this, [this] {
        m_client.request(QStringLiteral("pair_open"), {{"role", QString::fromStdString(m_role)}},
                         [this](const Result<QJsonObject> &answer) { show(answer); });
    });
    connect(&m_client, &rpc::Client::disconnected, this, &PairingAsk::failed);
}

void PairingAsk::start()
{
    m_client.connectToLocal(QString::fromStdString(m_socket));
}

void PairingAsk::show(const Result<QJsonObject> &answer)
{
    if (!answer)
        return failed(answer.error());
    std::printf("code:        %s\n"
                "role:        %s\n"
                "good for:    %lld minutes, five tries, one client\n"
                "this host:   sha256 %s\n"
                "\n"
                "On the other side: tandemctl pair HOST\n",
                qPrintable(answer->value("code").toString()), qPrintable(answer->value("role").toString()),
                static_cast<long long>(answer->value("seconds").toInteger() / 60),
                qPrintable(answer->value("fingerprint").toString()));
    std::fflush(stdout);
    emit finished(ExitCode::Done);
}

void PairingAsk::failed(const Error &error)
{
    std::fprintf(stderr, "tandem-agent: %s\n", describe(error).c_str());
    emit finished(exitCodeOf(error.code));
}

} // namespace tandem::agent
