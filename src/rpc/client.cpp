// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/client.h"

#include "rpc/tlsconfiguration.h"

#include <QLocalSocket>
#include <QSslCertificate>
#include <QSslError>
#include <QSslSocket>
#include <algorithm>
#include <memory>
#include <vector>

namespace tandem::rpc {

namespace {

constexpr qint64 readAtOnce = 64 * 1024;
constexpr const char *pairFix = "pair this identity with the agent, so that each has the other in its peers.json";
constexpr const char *groupFix = "become a member of the group tandem, or root";

QString localText(QLocalSocket::LocalSocketError error, const QString &otherwise)
{
    switch (error) {
    case QLocalSocket::ServerNotFoundError: return "there is no such socket";
    case QLocalSocket::ConnectionRefusedError: return "nobody listens there";
    case QLocalSocket::SocketAccessError: return "this user may not open it";
    case QLocalSocket::PeerClosedError: return "the agent closed the connection";
    default: return otherwise;
    }
}

} // namespace

Client::Client(std::string ownName, QObject *parent) : QObject(parent), m_ownName(std::move(ownName))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Client::onTimer);
}

Client::~Client()
{
    dropDevice();
}

QIODevice *Client::device() const
{
    return m_tls != nullptr ? static_cast<QIODevice *>(m_tls) : m_local;
}

void Client::begin(const QString &place)
{
    close();
    ++m_generation;
    m_place = place;
    m_hello = {};
    m_peer.reset();
    m_reader = {};
    m_phase = Phase::Connecting;
    m_connectDeadline = QDeadlineTimer(m_connectTimeout);
    armTimer();
}

void Client::connectTo(const TlsIdentity &identity, const QString &host, std::uint16_t port,
                       const std::string &expectedPeer)
{
    begin(host + ":" + QString::number(port));
    m_identity = identity;
    m_expectedPeer = expectedPeer;
    m_tls = new QSslSocket(this);
    m_tls->setSslConfiguration(tlsConfiguration(identity));
    m_tls->setReadBufferSize(readAtOnce);
    connect(m_tls, &QSslSocket::sslErrors, this, &Client::onSslErrors);
    connect(m_tls, &QSslSocket::encrypted, this, &Client::onEncrypted);
    connect(m_tls, &QSslSocket::readyRead, this, &Client::onReadyRead);
    // Queued: connecting may fail from within, and our signals never come from within a call.
    connect(
        m_tls, &QSslSocket::errorOccurred, this,
        [this, generation = m_generation, socket = m_tls](QAbstractSocket::SocketError error) {
            if (generation != m_generation || m_phase == Phase::Idle)
                return; // of a connection before this one
            const bool refused = error == QAbstractSocket::SslHandshakeFailedError ||
                                 error == QAbstractSocket::SslInvalidUserDataError ||
                                 error == QAbstractSocket::RemoteHostClosedError;
            onClosed(socket->errorString(), refused);
        },
        Qt::QueuedConnection);
    m_tls->connectToHostEncrypted(host, port);
}

void Client::connectToLocal(const QString &socketPath)
{
    begin(socketPath);
    m_identity.reset();
    m_expectedPeer.clear();
    m_local = new QLocalSocket(this);
    m_local->setReadBufferSize(readAtOnce);
    connect(m_local, &QLocalSocket::connected, this, &Client::onConnected, Qt::QueuedConnection);
    connect(m_local, &QLocalSocket::readyRead, this, &Client::onReadyRead, Qt::QueuedConnection);
    connect(
        m_local, &QLocalSocket::errorOccurred, this,
        [this, generation = m_generation, socket = m_local](QLocalSocket::LocalSocketError error) {
            if (generation != m_generation || m_phase == Phase::Idle)
                return;
            onClosed(localText(error, socket->errorString()),
                     error == QLocalSocket::SocketAccessError || error == QLocalSocket::PeerClosedError);
        },
        Qt::QueuedConnection);
    m_local->connectToServer(socketPath);
}

void Client::close()
{
    if (m_phase == Phase::Idle)
        return;
    m_phase = Phase::Idle;
    m_connectDeadline = QDeadlineTimer(QDeadlineTimer::Forever);
    dropDevice();
    m_timer.stop();
    // Not from within this call: a reply may do anything, also connect again.
    auto orphans = std::make_shared<std::map<std::int64_t, Pending>>(std::move(m_pending));
    m_pending.clear();
    const Error error{ErrorCode::NotReachable, m_place.toStdString(), "the connection was closed", {}};
    QMetaObject::invokeMethod(
        this,
        [orphans, error] {
            for (auto &[id, pending] : *orphans)
                pending.reply(Failure(error));
        },
        Qt::QueuedConnection);
}

void Client::request(const QString &method, const QJsonObject &params, Reply reply, std::chrono::milliseconds timeout)
{
    const std::int64_t id = ++m_lastId;
    const bool ready = m_phase == Phase::Ready;
    // Unsendable requests wait for an expired deadline, so that their reply comes from the event loop as well.
    m_pending.emplace(
        id, Pending{std::move(reply), QDeadlineTimer(ready ? timeout : std::chrono::milliseconds(0)), method});
    if (ready)
        send(Request{static_cast<qint64>(id), method, params});
    armTimer();
}

void Client::onSslErrors(const QList<QSslError> &errors)
{
    // Only a pinned certificate excuses what X.509 finds wrong with it. A blanket ignore would take any.
    m_peer = m_identity->peerOf(m_tls->peerCertificate());
    if (m_peer && (m_expectedPeer.empty() || m_peer->name == m_expectedPeer))
        m_tls->ignoreSslErrors(errors);
}

void Client::onEncrypted()
{
    m_peer = m_identity->peerOf(m_tls->peerCertificate());
    if (!m_peer || (!m_expectedPeer.empty() && m_peer->name != m_expectedPeer))
        return end({ErrorCode::NotAllowed, m_place.toStdString(), "the agent's certificate is not pinned", pairFix});
    m_tls->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    onConnected();
}

void Client::onConnected()
{
    m_phase = Phase::Greeting;
    send(Notification{
        "hello", {{"protocol", protocol}, {"version", TANDEM_VERSION}, {"node", QString::fromStdString(m_ownName)}}});
    armTimer();
}

void Client::onReadyRead()
{
    const auto generation = m_generation;
    while (device() != nullptr && device()->bytesAvailable() > 0) {
        m_reader.feed(device()->read(readAtOnce));
        emit received();
        while (generation == m_generation && (m_phase == Phase::Greeting || m_phase == Phase::Ready)) {
            const auto line = m_reader.next();
            if (!line)
                break;
            if (!*line)
                return end(here(line->error()));
            handleLine(**line);
        }
        if (generation != m_generation || m_phase == Phase::Idle)
            return; // a slot closed or replaced the connection
    }
    armTimer();
}

void Client::handleLine(const QByteArray &line)
{
    const auto message = parseMessage(line);
    if (!message)
        return end(here(message.error().error.error));
    const auto *note = std::get_if<Notification>(&*message);
    const auto *response = std::get_if<Response>(&*message);
    if (m_phase == Phase::Greeting) {
        if (note != nullptr && note->method == "hello")
            return handleHello(note->params);
        const bool saysWhy = response != nullptr && !response->outcome;
        Error error = saysWhy ? response->outcome.error().error : Error{{}, {}, "it did not say hello first", {}};
        error.code = ErrorCode::NotAllowed;
        return end(here(std::move(error)));
    }
    if (note != nullptr)
        emit notification(note->method, note->params);
    else if (response != nullptr)
        handleResponse(*response);
    // An agent has nothing to request.
}

Error Client::here(Error error) const
{
    if (error.place.empty())
        error.place = m_place.toStdString();
    return error;
}

void Client::handleHello(const QJsonObject &params)
{
    m_hello.protocol = params.value("protocol").toInt();
    m_hello.version = params.value("version").toString().toStdString();
    m_hello.node = params.value("node").toString().toStdString();
    m_hello.cluster = params.value("cluster").toString().toStdString();
    m_hello.journal = params.value("journal").toString().toStdString();
    m_hello.role = roleOf(params.value("role").toString().toStdString());
    if (m_hello.protocol != protocol)
        return end({ErrorCode::NotAllowed, m_place.toStdString(),
                    "it speaks protocol " + std::to_string(m_hello.protocol) + " (version " + m_hello.version +
                        "), this program " + std::to_string(protocol),
                    "install the same version of Tandem on both sides"});
    if (!m_expectedPeer.empty() && m_hello.node != m_expectedPeer)
        return end({ErrorCode::NotAllowed, m_place.toStdString(),
                    "it is node \"" + m_hello.node + "\", not \"" + m_expectedPeer + "\"",
                    "compare the node's address in the cluster file with the host"});
    m_phase = Phase::Ready;
    m_connectDeadline = QDeadlineTimer(QDeadlineTimer::Forever);
    emit ready();
}

void Client::handleResponse(const Response &response)
{
    const auto found = m_pending.find(response.id.toInteger(-1));
    if (found == m_pending.end())
        return; // its time was over
    const Reply reply = std::move(found->second.reply);
    m_pending.erase(found);
    if (response.outcome)
        return reply(*response.outcome);
    reply(Failure(here(response.outcome.error().error)));
}

void Client::send(const Message &message)
{
    const QByteArray line = toLine(message);
    if (m_tls != nullptr)
        m_tls->write(line);
    else if (m_local != nullptr)
        m_local->write(line);
}

void Client::onClosed(const QString &why, bool refused)
{
    const auto generation = m_generation;
    if (device()->bytesAvailable() > 0) // an error message that explains the end may be among it
        onReadyRead();
    if (generation != m_generation || m_phase == Phase::Idle)
        return;
    const std::string place = m_place.toStdString();
    if (m_tls != nullptr && !m_tls->peerCertificate().isNull() && !m_identity->peerOf(m_tls->peerCertificate()))
        return end({ErrorCode::NotAllowed, place, "the agent's certificate is not pinned", pairFix});
    if (m_tls != nullptr && refused && m_peer && !m_expectedPeer.empty() && m_peer->name != m_expectedPeer)
        return end({ErrorCode::NotAllowed, place,
                    "\"" + m_peer->name + "\" answers there, not \"" + m_expectedPeer + "\"",
                    "compare the node's address in the cluster file with the host"});
    // With TLS 1.3 a client whose certificate is refused is "encrypted" first and sees the close after it.
    if (m_phase == Phase::Greeting)
        return end({ErrorCode::NotAllowed, place, "the agent closed the connection before hello",
                    m_tls != nullptr ? pairFix : groupFix});
    if (refused)
        return end({ErrorCode::NotAllowed, place, why.toStdString(), m_tls != nullptr ? pairFix : groupFix});
    end({ErrorCode::NotReachable, place,
         m_phase == Phase::Ready ? "the connection broke: " + why.toStdString() : why.toStdString(),
         m_phase == Phase::Ready ? "" : "see whether tandem-agent runs there"});
}

void Client::onTimer()
{
    if (m_connectDeadline.hasExpired() && m_phase != Phase::Idle)
        return end({ErrorCode::NotReachable, m_place.toStdString(),
                    "no answer within " + std::to_string(m_connectTimeout.count()) + " ms",
                    "see whether tandem-agent runs there and no firewall is between"});
    std::vector<Pending> late;
    for (auto it = m_pending.begin(); it != m_pending.end();) {
        if (it->second.deadline.hasExpired()) {
            late.push_back(std::move(it->second));
            it = m_pending.erase(it);
        } else {
            ++it;
        }
    }
    armTimer();
    const bool connected = m_phase == Phase::Ready;
    for (Pending &pending : late)
        pending.reply(fail(ErrorCode::NotReachable, m_place.toStdString(),
                           connected ? "no answer to \"" + pending.method.toStdString() + "\" in time"
                                     : std::string("not connected")));
}

void Client::armTimer()
{
    QDeadlineTimer next = m_phase == Phase::Connecting || m_phase == Phase::Greeting
                              ? m_connectDeadline
                              : QDeadlineTimer(QDeadlineTimer::Forever);
    for (const auto &[id, pending] : m_pending)
        next = std::min(next, pending.deadline);
    if (next.isForever())
        m_timer.stop();
    else
        m_timer.start(std::chrono::milliseconds(std::max<qint64>(0, next.remainingTime())));
}

void Client::end(const Error &error)
{
    if (m_phase == Phase::Idle)
        return;
    m_phase = Phase::Idle;
    m_connectDeadline = QDeadlineTimer(QDeadlineTimer::Forever);
    dropDevice();
    m_timer.stop();
    failPending(error);
    emit disconnected(error);
}

void Client::failPending(const Error &error)
{
    auto pending = std::move(m_pending);
    m_pending.clear();
    for (auto &[id, request] : pending)
        request.reply(Failure(error));
}

void Client::dropDevice()
{
    if (QIODevice *old = device()) {
        old->disconnect(this);
        old->close();
        old->deleteLater(); // a signal of its own may be what brought us here
    }
    m_tls = nullptr;
    m_local = nullptr;
}

} // namespace tandem::rpc
