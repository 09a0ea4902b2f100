// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/prober.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <span>
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
        answer(ProbeOutcome::Silent, m_socket.isConnected() ? "accepts but says nothing" : "does not accept");
    });
    connect(&m_readable, &QSocketNotifier::activated, this, &Prober::onReadable);
    m_sweep.setTimerType(Qt::VeryCoarseTimer);
    m_sweep.setSingleShot(true);
    connect(&m_sweep, &QTimer::timeout, this, &Prober::sweep);
}

std::string Prober::place() const
{
    const QString host = m_address.toString();
    return (m_address.protocol() == QAbstractSocket::IPv6Protocol ? "[" + host + "]" : host).toStdString() + ":" +
           std::to_string(m_port);
}

void Prober::ask(Duration timeout, Done done)
{
    m_leaving.sweep(BootClock::now());
    m_done = std::move(done);
    m_asked = BootClock::now();
    m_result = {};
    m_deadline.start(std::chrono::duration_cast<std::chrono::milliseconds>(timeout));
    if (m_socket.isOpen() && m_patience && m_asked - m_opened >= *m_patience)
        hangUp();
    if (!m_socket.isOpen()) // else the last question's connection is still open and silent: this one is asked on it
        open();
}

void Prober::hangUp()
{
    m_readable.setEnabled(false);
    m_socket.close();
}

void Prober::open()
{
    m_read.clear();
    m_opened = m_asked;
    if (const int error = m_socket.connect(m_address, m_port); error != 0) {
        QTimer::singleShot(0, this, [this, error] { failed(error); });
        return;
    }
    m_readable.setSocket(m_socket.fd());
    m_readable.setEnabled(true);
}

void Prober::onReadable()
{
    std::array<char, longestGreeting + 4> octets;
    const auto room = octets.size() - static_cast<std::size_t>(m_read.size());
    const long count = m_socket.read(std::span(octets).first(room));
    if (count == -EAGAIN || count == -EINTR)
        return;
    if (count <= 0)
        return failed(static_cast<int>(-count));
    m_read.append(octets.data(), static_cast<qsizetype>(count));
    judge();
}

void Prober::judge()
{
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

/// 0: the other side has closed.
void Prober::failed(int error)
{
    hangUp();
    if (error == ECONNREFUSED)
        answer(ProbeOutcome::Refused, "connection refused");
    else if (error == 0 || error == ECONNRESET)
        answer(ProbeOutcome::Closed, "closed before its greeting");
    else
        answer(ProbeOutcome::Unreachable, std::strerror(error));
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
    m_readable.setEnabled(false);
    m_leaving.add(m_socket.release(), BootClock::now());
    if (!m_sweep.isActive())
        m_sweep.start(LeavingSockets::longest);
}

void Prober::sweep()
{
    m_leaving.sweep(BootClock::now());
    if (!m_leaving.empty())
        m_sweep.start(LeavingSockets::longest);
}

} // namespace tandem::maxscale
