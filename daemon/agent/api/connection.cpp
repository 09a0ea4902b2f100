// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/api/connection.h"

#include "base/clock.h"
#include "base/log.h"
#include "daemon/agent/api/methodtable.h"
#include "daemon/agent/api/nodeview.h"

#include <QLocalSocket>
#include <QPointer>
#include <QSslSocket>
#include <utility>

namespace tandem::agent {

namespace {

constexpr qint64 readAtOnce = 64 * 1024;
constexpr qint64 mostUnsent = 256 * 1024;
constexpr int mostSlowAtOnce = 8;
constexpr int linesAtOnce = 32;                  // then others have their turn
constexpr std::chrono::milliseconds linger{500}; // for what a client still sends that we will not read

} // namespace

Connection::Connection(const ApiContext &context, QSslSocket *socket, Caller caller, QObject *parent)
    : QObject(parent), m_context(context), m_tls(socket), m_device(socket), m_caller(std::move(caller))
{
    socket->setParent(this);
    socket->setReadBufferSize(readAtOnce);
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    connect(socket, &QSslSocket::encryptedBytesWritten, this, &Connection::progress);
    connect(socket, &QSslSocket::disconnected, this, &Connection::drop);
    start();
}

Connection::Connection(const ApiContext &context, QLocalSocket *socket, Caller caller, QObject *parent)
    : QObject(parent), m_context(context), m_local(socket), m_device(socket), m_caller(std::move(caller))
{
    socket->setParent(this);
    socket->setReadBufferSize(readAtOnce);
    connect(socket, &QLocalSocket::bytesWritten, this, &Connection::progress);
    connect(socket, &QLocalSocket::disconnected, this, &Connection::drop);
    start();
}

void Connection::start()
{
    connect(m_device, &QIODevice::readyRead, this, &Connection::schedulePump);
    connect(&m_context.view, &NodeView::eventStored, this, [this] {
        m_subscription.eventStored();
        schedulePump();
    });
    connect(&m_context.view, &NodeView::sampleStored, this, [this] {
        m_subscription.sampleStored();
        schedulePump();
    });
    connect(&m_context.view, &NodeView::statusChanged, this, [this] {
        m_subscription.statusChanged();
        schedulePump();
    });
    m_helloTimer.setSingleShot(true);
    connect(&m_helloTimer, &QTimer::timeout, this, [this] {
        refuse(QJsonValue::Null, rpc::rpcErrorOf(Error{ErrorCode::NotAllowed, {}, "no hello came in time", {}}));
    });
    m_helloTimer.start(m_context.helloTimeout);
    m_stallTimer.setSingleShot(true);
    connect(&m_stallTimer, &QTimer::timeout, this, [this] {
        if (m_phase == Phase::Ready)
            logTo(Severity::Notice, "dropped \"" + m_caller.name + "\": it takes nothing of what it asked for");
        drop();
    });
    send(rpc::Notification{"hello", hello()});
    schedulePump(); // what came during the handshake
}

QJsonObject Connection::hello() const
{
    const auto role = nameOf(m_caller.role);
    return {{"protocol", rpc::protocol},
            {"version", TANDEM_VERSION},
            {"node", QString::fromStdString(m_context.node)},
            {"cluster", QString::fromStdString(m_context.cluster)},
            {"role", QString::fromUtf8(role.data(), static_cast<qsizetype>(role.size()))},
            {"journal", QString::fromStdString(m_context.view.journalId())}};
}

void Connection::schedulePump()
{
    // Never from within a signal of the view: its journal may be in the middle of something.
    if (m_pumpScheduled || m_phase == Phase::Closed)
        return;
    m_pumpScheduled = true;
    QMetaObject::invokeMethod(this, &Connection::pump, Qt::QueuedConnection);
}

void Connection::pump()
{
    m_pumpScheduled = false;
    for (int lines = 0; takeLine(); ++lines) {
        if (lines == linesAtOnce) {
            schedulePump();
            break;
        }
    }
    if (m_phase != Phase::Ready)
        return;
    const auto pumped = m_subscription.pump(
        [this](const QString &method, const QJsonObject &params) {
            send(rpc::Notification{method, params});
        },
        [this] { return hasRoom(); });
    // The next event, or the client's next subscription, tries again.
    if (!pumped && !std::exchange(m_journalFails, true))
        logTo(Severity::Warning, "a subscriber waits for the journal: " + describe(pumped.error()));
    m_journalFails = !pumped;
}

/// One line, if there is a whole one and room for what it may ask for.
bool Connection::takeLine()
{
    if (m_phase == Phase::Closing) {
        m_device->skip(m_device->bytesAvailable());
        return false;
    }
    while (m_phase != Phase::Closed && hasRoom()) {
        if (const auto line = m_reader.next()) {
            if (*line)
                handleLine(**line);
            else
                refuse(QJsonValue::Null, {rpc::invalidRequest, line->error()}, linger);
            return true;
        }
        const QByteArray bytes = m_device->read(readAtOnce);
        if (bytes.isEmpty())
            return false;
        m_receivedNs = wallClockNs();
        m_reader.feed(bytes);
    }
    return false;
}

void Connection::handleLine(const QByteArray &line)
{
    const auto message = rpc::parseMessage(line);
    if (!message) {
        const auto &bad = message.error();
        // Without an id the client could not tell what failed; without JSON we may have lost the line's beginning.
        if (m_phase == Phase::Greeting || bad.id.isNull())
            return refuse(bad.id, bad.error);
        return send(rpc::Response{bad.id, tl::unexpected(bad.error)});
    }
    if (m_phase == Phase::Greeting)
        return handleFirst(*message);
    if (const auto *request = std::get_if<rpc::Request>(&*message))
        handleRequest(*request);
    // Notifications of newer clients are ignored, and nobody owes us a response.
}

void Connection::handleFirst(const rpc::Message &message)
{
    const auto *request = std::get_if<rpc::Request>(&message);
    const auto *note = std::get_if<rpc::Notification>(&message);
    const QJsonValue id = request != nullptr ? request->id : QJsonValue(QJsonValue::Null);
    const QString method = request != nullptr ? request->method : note != nullptr ? note->method : QString();
    const auto notAllowed = [&](std::string text, std::string fix) {
        refuse(id, rpc::rpcErrorOf(Error{ErrorCode::NotAllowed, {}, std::move(text), std::move(fix)}));
    };
    if (method != "hello")
        return notAllowed("the first message must be hello", {});
    const Call call{request != nullptr ? request->params : note->params, m_caller, m_receivedNs};
    if (const auto checked = MethodTable::check(method, call); !checked)
        return refuse(id, checked.error());
    if (call.params.value("protocol") != QJsonValue(rpc::protocol))
        return notAllowed("this agent (version " TANDEM_VERSION ") speaks protocol " + std::to_string(rpc::protocol),
                          "install the same version of Tandem on both sides");
    m_phase = Phase::Ready;
    m_helloTimer.stop();
    if (request != nullptr)
        send(rpc::Response{id, hello()});
}

void Connection::handleRequest(const rpc::Request &request)
{
    const Call call{request.params, m_caller, m_receivedNs};
    if (request.method == "hello")
        return send(rpc::Response{request.id, hello()});
    if (request.method == "subscribe")
        return send(rpc::Response{request.id, subscribe(call)});
    if (m_context.methods.isSlow(request.method.toStdString()))
        return handleSlow(request, call);
    send(rpc::Response{request.id, m_context.methods.run(request.method, call)});
}

void Connection::handleSlow(const rpc::Request &request, const Call &call)
{
    if (m_slowRequests >= mostSlowAtOnce)
        return send(rpc::Response{
            request.id, tl::unexpected(rpc::rpcErrorOf(Error{ErrorCode::Refused,
                                                             {},
                                                             "too many actions are under way on this connection",
                                                             "wait until they are answered"}))});
    ++m_slowRequests;
    const QPointer<Connection> self(this); // it may be gone by then; what was asked is done all the same
    m_context.methods.runSlow(request.method, call, [self, id = request.id](Outcome outcome) {
        if (!self)
            return;
        --self->m_slowRequests;
        if (self->m_phase == Phase::Ready)
            self->send(rpc::Response{id, std::move(outcome)});
    });
}

tl::expected<QJsonObject, rpc::RpcError> Connection::subscribe(const Call &call)
{
    if (const auto checked = MethodTable::check("subscribe", call); !checked)
        return tl::unexpected(checked.error());
    Subscription::Wanted wanted;
    const QJsonValue events = call.params.value("events_since");
    const QJsonValue samples = call.params.value("samples_since_ns");
    if (events.toInteger(0) < 0 || samples.toInteger(0) < 0)
        return tl::unexpected(
            rpc::rpcErrorOf(Error{ErrorCode::Usage, {}, "events_since and samples_since_ns must not be negative", {}}));
    if (events.isDouble())
        wanted.eventsSince = static_cast<std::uint64_t>(events.toInteger());
    if (samples.isDouble())
        wanted.samplesSinceNs = samples.toInteger();
    wanted.status = call.params.value("status").toBool();
    const auto metrics = MetricFilter::parse(call.params.value("metrics").toString().toStdString());
    if (!metrics)
        return tl::unexpected(rpc::rpcErrorOf(metrics.error()));
    wanted.metrics = *metrics;
    m_subscription = Subscription(m_context.view, wanted);
    schedulePump(); // after the answer
    return QJsonObject{{"last_seq", static_cast<qint64>(m_context.view.lastEventSeq())}};
}

/// Says why, then closes once that is sent. A close while the client still sends is a reset, which may overtake our
/// last words: after a line that is too long its rest is thrown away for a moment.
void Connection::refuse(const QJsonValue &id, const rpc::RpcError &error, std::chrono::milliseconds readOn)
{
    if (m_phase == Phase::Closing || m_phase == Phase::Closed)
        return;
    m_phase = Phase::Closing;
    m_helloTimer.stop();
    m_lingerUntil = QDeadlineTimer(readOn);
    send(rpc::Response{id, tl::unexpected(error)});
    QTimer::singleShot(readOn, this, &Connection::progress);
    schedulePump();
}

void Connection::send(const rpc::Message &message)
{
    QByteArray line = rpc::toLine(message);
    if (line.size() > rpc::longestLine) {
        // Answers are cut to pages far below it: only one thing of that size gets here, and no client could read it.
        logTo(Severity::Warning, "a message of " + std::to_string(line.size()) + " bytes is too long to be sent");
        if (const auto *response = std::get_if<rpc::Response>(&message))
            line = rpc::toLine(rpc::Response{response->id, tl::unexpected(rpc::rpcErrorOf(Error{
                                                               ErrorCode::System, {}, "the answer is too long", {}}))});
        else
            return;
    }
    m_device->write(line);
    if (!m_stallTimer.isActive())
        m_stallTimer.start(m_context.stallTimeout);
}

/// Something was taken by the kernel, or the connection begins to close.
void Connection::progress()
{
    if (m_phase == Phase::Closed)
        return;
    if (unsent() > 0)
        m_stallTimer.start(m_context.stallTimeout);
    else
        m_stallTimer.stop();
    if (m_phase == Phase::Closing && unsent() == 0 && m_lingerUntil.hasExpired()) {
        if (m_tls != nullptr)
            m_tls->disconnectFromHost();
        else
            m_local->disconnectFromServer();
        return;
    }
    if (hasRoom() || m_phase == Phase::Closing)
        schedulePump();
}

qint64 Connection::unsent() const
{
    return m_device->bytesToWrite() + (m_tls != nullptr ? m_tls->encryptedBytesToWrite() : 0);
}

bool Connection::hasRoom() const
{
    return unsent() < mostUnsent;
}

void Connection::leave()
{
    if (m_phase == Phase::Closing || m_phase == Phase::Closed)
        return;
    m_phase = Phase::Closing;
    m_helloTimer.stop();
    QTimer::singleShot(0, this, &Connection::progress); // the answer to the request that is under way goes first
}

void Connection::drop()
{
    if (m_phase == Phase::Closed)
        return;
    m_phase = Phase::Closed;
    m_helloTimer.stop();
    m_stallTimer.stop();
    m_device->disconnect(this);
    m_context.view.disconnect(this);
    if (m_tls != nullptr)
        m_tls->abort();
    else
        m_local->abort();
    emit finished();
}

} // namespace tandem::agent
