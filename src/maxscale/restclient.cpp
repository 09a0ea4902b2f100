// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/restclient.h"

#include "maxscale/curlloop.h"
#include "maxscale/restreply.h"
#include "maxscale/transfer.h"

#include <QFile>
#include <QJsonDocument>
#include <QSslCertificate>
#include <utility>

namespace tandem::maxscale {

namespace {

constexpr qsizetype longestKept = 64 * 1024;           // of a few paths: larger ones are of lists that change
constexpr qint64 longestAuthorities = 4 * 1024 * 1024; // ten times the system's own

Result<QByteArray> readAuthorities(const std::string &caFile)
{
    QFile file(QString::fromStdString(caFile));
    QByteArray pem;
    if (file.open(QIODevice::ReadOnly))
        pem = file.read(longestAuthorities);
    if (QSslCertificate::fromData(pem, QSsl::Pem).isEmpty())
        return fail(ErrorCode::BadFile, caFile, "holds no certificate that can be read",
                    "ca_file takes PEM certificates");
    return pem;
}

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
    QByteArray authorities;
    if (https && !caFile.empty()) {
        auto read = readAuthorities(caFile);
        if (!read)
            return Failure(read.error());
        authorities = std::move(*read);
    }
    auto loop = CurlLoop::create();
    if (!loop)
        return Failure(loop.error());
    return std::unique_ptr<RestClient>(new RestClient(base, std::move(authorities), std::move(*loop)));
}

RestClient::RestClient(const QUrl &base, QByteArray authorities, std::unique_ptr<CurlLoop> loop)
    : m_base(base), m_authorities(std::move(authorities)), m_loop(std::move(loop))
{
}

RestClient::~RestClient() = default;

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
    auto transfer = m_spare && m_spare->asksFor(who)
                        ? std::move(m_spare)
                        : std::make_unique<Transfer>(Transfer::Verb::Get, who, m_authorities);
    send(std::move(transfer), path, {}, timeout, std::move(done));
}

void RestClient::patch(const QString &path, const QJsonObject &body, const Credentials &who, Duration timeout,
                       Done done)
{
    send(std::make_unique<Transfer>(Transfer::Verb::Patch, who, m_authorities), path,
         QJsonDocument(body).toJson(QJsonDocument::Compact), timeout, std::move(done));
}

void RestClient::send(std::unique_ptr<Transfer> transfer, const QString &path, const QByteArray &body, Duration timeout,
                      Done done)
{
    transfer->aim({m_base.resolved(QUrl(path)).toEncoded(), timeout, body});
    const auto sent = m_transfers.insert(m_transfers.end(), std::move(transfer));
    m_loop->add((*sent)->handle(), [this, sent, path, done = std::move(done)](CURLcode code) {
        std::unique_ptr<Transfer> ended = std::move(*sent);
        m_transfers.erase(sent);
        RestResult result =
            ended->isWrite() ? judgeReply(ended->reply(code), place(), true) : readAnswer(path, ended->reply(code));
        if (result)
            result->latency = BootClock::now() - ended->begun();
        keep(std::move(ended));
        done(result);
    });
}

void RestClient::keep(std::unique_ptr<Transfer> ended)
{
    if (!ended->isWrite())
        m_spare = std::move(ended);
}

RestResult RestClient::readAnswer(const QString &path, const RawReply &reply)
{
    const auto last = m_last.constFind(path);
    if (reply.transport == Transport::Fine && reply.status == 200 && last != m_last.cend() &&
        last->octets == reply.body)
        return RestAnswer{reply.status, last->body, {}};
    const RestResult result = judgeReply(reply, place(), false);
    if (result && result->status == 200 && reply.body.size() <= longestKept)
        m_last.insert(path, {reply.body, result->body});
    return result;
}

} // namespace tandem::maxscale
