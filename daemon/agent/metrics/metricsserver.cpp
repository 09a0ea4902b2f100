// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/metrics/metricsserver.h"

#include <QTcpSocket>
#include <QThread>
#include <atomic>
#include <exception>
#include <prometheus/exposer.h>
#include <thread>
#include <vector>

namespace tandem::agent {

namespace {

/// For one Prometheus or two; each keeps its connection.
constexpr auto threads = "2";
/// A client that says nothing gives its thread back after this.
constexpr auto patienceMs = "5000";
constexpr int betweenWakesMs = 5;
constexpr int mostWakes = 1000;

} // namespace

MetricsServer::MetricsServer() : m_book(std::make_shared<MetricsBook>()) {}

/// The library's thread looks whether it shall end when somebody connects, and else every 2 s only: too long for an
/// agent that is to leave.
MetricsServer::~MetricsServer()
{
    if (!m_exposer)
        return;
    std::atomic<bool> ended = false;
    std::thread waker([this, &ended] {
        for (int attempt = 0; attempt < mostWakes && !ended; ++attempt) {
            QTcpSocket socket;
            socket.connectToHost(m_address, m_port);
            socket.waitForConnected(betweenWakesMs);
            QThread::msleep(betweenWakesMs);
        }
    });
    m_exposer.reset();
    ended = true;
    waker.join();
}

Result<void> MetricsServer::listen(const QHostAddress &address, std::uint16_t port)
{
    if (address.protocol() == QAbstractSocket::IPv6Protocol) // the HTTP server of the distributions' package has none
        return fail(ErrorCode::BadFile, "helper.metrics", "is an IPv6 address, and Prometheus is answered on IPv4 only",
                    "write an IPv4 address: \"127.0.0.1:8733\"");
    const std::string place = address.toString().toStdString() + ":" + std::to_string(port);
    try {
        m_exposer = std::make_unique<prometheus::Exposer>(
            std::vector<std::string>{"listening_ports", place, "num_threads", threads, "request_timeout_ms", patienceMs,
                                     "keep_alive_timeout_ms", patienceMs});
        m_exposer->RegisterCollectable(m_book);
        m_address = address;
        m_port = static_cast<std::uint16_t>(m_exposer->GetListeningPorts().at(0));
    } catch (const std::exception &) { // it does not say why
        m_exposer.reset();
        return fail(ErrorCode::InUse, place, "cannot be listened on for Prometheus",
                    "look what else uses it (ss -ltnp), or give helper.metrics another port");
    }
    return {};
}

} // namespace tandem::agent
