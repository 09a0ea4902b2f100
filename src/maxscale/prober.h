// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "maxscale/handshake.h"
#include "maxscale/listenersocket.h"

#include <QByteArray>
#include <QHostAddress>
#include <QObject>
#include <QSocketNotifier>
#include <QTimer>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tandem::maxscale {

enum class ProbeOutcome : std::uint8_t {
    Greeted,     ///< a MariaDB greeting came
    ErrorPacket, ///< an error came instead: it is alive
    Refused,     ///< nobody listens there
    Silent,      ///< accepted (or not even that) and said nothing in time
    Closed,      ///< closed the connection before a whole greeting
    Malformed,   ///< says something else than MariaDB does
    Unreachable, ///< the network says no
};

struct ProbeResult
{
    ProbeOutcome outcome = ProbeOutcome::Silent;
    std::string versionString;   ///< Greeted
    std::uint16_t errorCode = 0; ///< ErrorPacket
    std::string evidence;        ///< "127.0.0.1:4006 connection refused"
    Duration latency{};          ///< asked to answered (or given up)
};

/// Asks one listener for its greeting. Connects, reads the greeting, sends FIN and waits for the other side's: MaxScale
/// counts an error for whoever leaves before the greeting, and logs a line for each RST. A listener that says nothing
/// in time keeps its connection, and the next ask() listens on the same one: it is not left, and a frozen MaxScale's
/// queue holds one connection of ours, not one a round.
class Prober : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(const ProbeResult &)>;

    Prober(const QHostAddress &address, std::uint16_t port, QObject *parent = nullptr);

    std::string place() const; ///< "127.0.0.1:4006"
    bool asking() const { return m_done != nullptr; }
    /// Gives up a connection that is open and silent: the next question makes a new one. For an address that has moved
    /// to another host since, from which nothing would ever come on the old connection. MaxScale counts it as an error.
    void hangUp();
    /// The same of itself, for a connection that has been silent for so long; never without it.
    void leaveSilenceAfter(Duration patience) { m_patience = patience; }

    /// `done` is called once, later, unless this object is destroyed or asked again before.
    void ask(Duration timeout, Done done);

signals:
    void spokeLate(); ///< the answer to a question that was given up: it has woken up

private:
    void open();
    void onReadable();
    void judge();
    void failed(int error);
    void answer(ProbeOutcome outcome, const std::string &what);
    void sayGoodbye();
    void sweep();

    QHostAddress m_address;
    std::uint16_t m_port;
    ListenerSocket m_socket; ///< none between a whole greeting and the next question
    QSocketNotifier m_readable{QSocketNotifier::Read};
    LeavingSockets m_leaving;
    QTimer m_sweep; ///< where no next question does it
    QByteArray m_read;
    QTimer m_deadline;
    Instant m_asked{};
    Instant m_opened{};
    std::optional<Duration> m_patience;
    ProbeResult m_result;
    Done m_done;
};

} // namespace tandem::maxscale
