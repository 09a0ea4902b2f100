// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "../eventloop.h"
#include "daemon/agent/api/apiserver.h"
#include "fakenode.h"
#include "identities.h"
#include "rpc/client.h"
#include "rpc/tlsconfiguration.h"

#include <QJsonObject>
#include <QSslError>
#include <QSslSocket>
#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <vector>

namespace tandem::agent {

using namespace std::chrono_literals;
using rpc::Role;
using testing_support::waitUntil;

/// An agent's server and a client, both ends in one process, real TLS over loopback.
class ApiServerTest : public testing::Test
{
protected:
    ApiServerTest() : m_agent(rpc::newIdentity("maxscale1")), m_desktop(rpc::newIdentity("desktop"))
    {
        rpc::pin(m_agent, m_desktop, "desktop", Role::Viewer);
        rpc::pin(m_desktop, m_agent, "maxscale1", Role::Agent);
        m_server = std::make_unique<ApiServer>(m_node, m_agent, "maxscale1");
        const auto listening = m_server->listen("127.0.0.1", 0);
        EXPECT_TRUE(listening) << describe(listening.error());
        QObject::connect(&m_client, &rpc::Client::disconnected, [this](const Error &error) { m_error = error; });
        QObject::connect(
            &m_client, &rpc::Client::notification,
            [this](const QString &method, const QJsonObject &params) { m_notes.emplace_back(method, params); });
    }

    bool connectClient()
    {
        m_client.connectTo(m_desktop, "127.0.0.1", m_server->port(), "maxscale1");
        return waitUntil([&] { return m_client.isReady() || m_error; }) && m_client.isReady();
    }

    /// The client as anybody might write it.
    std::unique_ptr<QSslSocket> rawClient(const rpc::TlsIdentity &identity)
    {
        auto socket = std::make_unique<QSslSocket>();
        socket->setSslConfiguration(rpc::tlsConfiguration(identity));
        QObject::connect(socket.get(), &QSslSocket::sslErrors, socket.get(), [s = socket.get()](const auto &errors) {
            s->ignoreSslErrors(errors); // this test's client trusts anybody
        });
        socket->connectToHostEncrypted("127.0.0.1", m_server->port());
        return socket;
    }

    static bool isClosed(const QAbstractSocket &socket) { return socket.state() == QAbstractSocket::UnconnectedState; }

    Result<QJsonObject> ask(const QString &method, const QJsonObject &params = {})
    {
        std::optional<Result<QJsonObject>> answer;
        m_client.request(method, params, [&](Result<QJsonObject> result) { answer = std::move(result); });
        EXPECT_TRUE(waitUntil([&] { return answer.has_value(); }));
        return answer.value_or(fail(ErrorCode::System, {}, "nothing came"));
    }

    std::vector<qint64> seqs() const
    {
        std::vector<qint64> found;
        for (const auto &[method, params] : m_notes)
            if (method == "event")
                found.push_back(params.value("seq").toInteger());
        return found;
    }

    bool has(const QString &method) const
    {
        return std::ranges::any_of(m_notes, [&](const auto &note) { return note.first == method; });
    }

    FakeNode m_node;
    rpc::TlsIdentity m_agent;
    rpc::TlsIdentity m_desktop;
    std::unique_ptr<ApiServer> m_server;
    rpc::Client m_client{"test"};
    std::optional<Error> m_error;
    std::vector<std::pair<QString, QJsonObject>> m_notes;
};

inline std::vector<qint64> upTo(qint64 last)
{
    std::vector<qint64> numbers;
    for (qint64 i = 1; i <= last; ++i)
        numbers.push_back(i);
    return numbers;
}

inline constexpr auto hello = R"({"jsonrpc":"2.0","method":"hello","params":{"protocol":1,"version":"0","node":"x"}})"
                              "\n";

} // namespace tandem::agent
