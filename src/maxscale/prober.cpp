// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/prober.h"

#include "maxscale/farewell.h"

#include <QNetworkProxy>
#include <chrono>
#include <utility>

namespace tandem::maxscale {

namespace {

template <class... Ts>
struct Overloaded : Ts...
{
    using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

} // namespace

Prober::Prober(const QHostAddress &address, std::uint16_t port, QObject *parent)
    : QObject(parent), m_address(address), m_port(port)
{
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        const bool accepted = m_socket && m_socket->state() == QAbstractSocket::ConnectedState;
        answer(ProbeOutcome::Silent, accepted ? "accepts but says nothing" : "does not accept");
    });
}

Prober::~Prober()
{
    if (m_socket)
        m_socket->disconnect(this);
}

std::string Prober::place() const
{
    const QString host = m_address.toString();
    return (m_address.protocol() == QAbstractSocket::IPv6Protocol ? "[" + host + "]" : host).toStdString() + ":" +
           std::to_string(m_port);
}

void Prober::ask(Duration timeout, Done done)
{
    m_done = std::move(done);
    m_asked = BootClock::now();
    m_result = {};
    m_deadline.start(std::chrono::duration_cast<std::chrono::milliseconds>(timeout));
    if (!m_socket) // else the last question's connection is still open and silent: this one is asked on it
        open();
}

void Prober::open()
{
    m_read.clear();
    m_socket = std::make_unique<QTcpSocket>();
    m_socket->setProxy(QNetworkProxy::NoProxy);
    m_socket->setReadBufferSize(static_cast<qint64>(longestGreeting) + 4);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &Prober::readMore);
    connect(m_socket.get(), &QTcpSocket::errorOccurred, this, &Prober::failed);
    m_socket->connectToHost(m_address, m_port);
}

void Prober::readMore()
{
    m_read += m_socket->read(static_cast<qint64>(longestGreeting) + 4 - m_read.size());
    const std::span octets(reinterpret_cast<const std::uint8_t *>(m_read.constData()),
                           static_cast<std::size_t>(m_read.size()));
    std::visit(Overloaded{
                   [](const NeedMore &) {},
                   [this](const Greeting &greeting) {
                       m_result.versionString = greeting.versionString;
                       sayGoodbye();
                       answer(ProbeOutcome::Greeted, "greeted as " + greeting.versionString);
                   },
                   [this](const GreetingRefusal &refusal) {
                       m_result.errorCode = refusal.code;
                       sayGoodbye();
                       answer(ProbeOutcome::ErrorPacket,
                              "error " + std::to_string(refusal.code) + " " + refusal.text.substr(0, 200));
                   },
                   [this](const Malformed &malformed) {
                       sayGoodbye();
                       answer(ProbeOutcome::Malformed, malformed.reason);
                   },
               },
               readHandshake(octets));
}

void Prober::failed(QAbstractSocket::SocketError error)
{
    const std::string text = m_socket->errorString().toStdString();
    m_socket->disconnect(this);
    m_socket.release()->deleteLater();
    if (error == QAbstractSocket::ConnectionRefusedError)
        answer(ProbeOutcome::Refused, "connection refused");
    else if (error == QAbstractSocket::RemoteHostClosedError)
        answer(ProbeOutcome::Closed, "closed before its greeting");
    else
        answer(ProbeOutcome::Unreachable, text);
}

void Prober::answer(ProbeOutcome outcome, const std::string &what)
{
    m_deadline.stop();
    if (!m_done) { // a late greeting, or the end of a connection that nobody waits for
        if (outcome == ProbeOutcome::Greeted || outcome == ProbeOutcome::ErrorPacket)
            emit spokeLate();
        return;
    }
    m_result.outcome = outcome;
    m_result.evidence = place() + " " + what;
    m_result.latency = BootClock::now() - m_asked;
    const Done done = std::exchange(m_done, nullptr);
    const ProbeResult result = m_result; // done may destroy this object
    done(result);
}

void Prober::sayGoodbye()
{
    m_socket->disconnect(this);
    leave(std::move(m_socket), *this);
}

} // namespace tandem::maxscale
