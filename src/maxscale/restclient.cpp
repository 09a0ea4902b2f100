// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/restclient.h"

#include "maxscale/restreply.h"

#include <QJsonDocument>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslCertificate>
#include <QTimer>
#include <memory>

namespace tandem::maxscale {

namespace {

constexpr qint64 unreadAnswer = 256 * 1024; // what Qt may hold of an answer before this file has counted it

} // namespace

std::string_view nameOf(RestFault fault)
{
    switch (fault) {
    case RestFault::Refused: return "connection refused";
    case RestFault::Unreachable: return "unreachable";
    case RestFault::TimedOut: return "timed out";
    case RestFault::Tls: return "TLS error";
    case RestFault::Unauthorized: return "401";
    case RestFault::Forbidden: return "403";
    case RestFault::Rejected: return "rejected";
    case RestFault::NotJson: return "not JSON";
    case RestFault::HalfJson: return "half an answer";
    case RestFault::Empty: return "empty answer";
    case RestFault::TooLarge: return "answer too large";
    }
    return "unreachable";
}

Result<std::unique_ptr<RestClient>> RestClient::create(const std::string &url, const std::string &caFile)
{
    const QUrl base(QString::fromStdString(url), QUrl::StrictMode);
    const bool https = base.scheme() == QLatin1String("https");
    if (!base.isValid() || base.host().isEmpty() || (!https && base.scheme() != QLatin1String("http")))
        return fail(ErrorCode::BadFile, "maxscale.url", "\"" + url + "\" is not an address of a REST API",
                    "write it as http://127.0.0.1:8989 or https://…");
    std::unique_ptr<RestClient> client(new RestClient(base));
    if (https) {
        client->m_tls.setProtocol(QSsl::TlsV1_2OrLater);
        client->m_tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
        if (!caFile.empty()) {
            const auto authorities = QSslCertificate::fromPath(QString::fromStdString(caFile), QSsl::Pem);
            if (authorities.isEmpty())
                return fail(ErrorCode::BadFile, caFile, "holds no certificate that can be read",
                            "ca_file takes PEM certificates");
            client->m_tls.setCaCertificates(authorities);
        }
    }
    return client;
}

RestClient::RestClient(const QUrl &base) : m_base(base), m_tls(QSslConfiguration::defaultConfiguration())
{
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

std::uint16_t RestClient::port() const
{
    return static_cast<std::uint16_t>(m_base.port(m_base.scheme() == QLatin1String("https") ? 443 : 80));
}

std::string RestClient::place() const
{
    return "REST " + m_base.host().toStdString() + ":" + std::to_string(port());
}

void RestClient::get(const QString &path, const Credentials &who, Duration timeout, Done done)
{
    send("GET", path, {}, who, timeout, std::move(done));
}

void RestClient::patch(const QString &path, const QJsonObject &body, const Credentials &who, Duration timeout,
                       Done done)
{
    send("PATCH", path, QJsonDocument(body).toJson(QJsonDocument::Compact), who, timeout, std::move(done));
}

void RestClient::send(const QByteArray &verb, const QString &path, const QByteArray &body, const Credentials &who,
                      Duration timeout, Done done)
{
    QNetworkRequest request(m_base.resolved(QUrl(path)));
    request.setSslConfiguration(m_tls);
    // No cache, no cookies, and no second try with other credentials: one request is one request.
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setRawHeader("Accept", "application/json");
    request.setRawHeader("Connection", "close");
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("Tandem/" TANDEM_VERSION));
    if (!who.user.empty())
        request.setRawHeader("Authorization",
                             "Basic " + QByteArray::fromStdString(who.user + ":" + who.password).toBase64());
    const bool write = verb != "GET";
    if (write)
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));

    const Instant begun = BootClock::now();
    QNetworkReply *reply = write ? m_network.sendCustomRequest(request, verb, body) : m_network.get(request);
    auto raw = std::make_shared<RawReply>();
    reply->setReadBufferSize(unreadAnswer);
    const auto refuseMore = [reply, raw] {
        raw->tooLarge = true;
        reply->abort();
    };
    connect(reply, &QNetworkReply::metaDataChanged, this, [reply, refuseMore] {
        if (reply->header(QNetworkRequest::ContentLengthHeader).toLongLong() > longestAnswer)
            refuseMore();
    });
    connect(reply, &QNetworkReply::readyRead, this, [reply, raw, refuseMore] {
        raw->body += reply->readAll();
        if (raw->body.size() > longestAnswer)
            refuseMore();
    });
    auto *timer = new QTimer(reply);
    timer->setTimerType(Qt::PreciseTimer);
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, reply, [reply, raw] {
        raw->timedOut = true;
        reply->abort();
    });
    timer->start(std::chrono::duration_cast<std::chrono::milliseconds>(timeout));
    connect(reply, &QNetworkReply::finished, this, [this, reply, raw, timer, write, begun, done = std::move(done)] {
        timer->stop();
        raw->status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        raw->error = reply->error();
        raw->errorText = reply->errorString();
        const QVariant announced = reply->header(QNetworkRequest::ContentLengthHeader);
        raw->announced = announced.isValid() ? announced.toLongLong() : -1;
        if (reply->isOpen()) // not after abort()
            raw->body += reply->readAll();
        reply->deleteLater();
        RestResult result = judgeReply(*raw, place(), write);
        if (result)
            result->latency = BootClock::now() - begun;
        done(result);
    });
}

} // namespace tandem::maxscale
