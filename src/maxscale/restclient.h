// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QString>
#include <QUrl>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>

namespace tandem::maxscale {

class CurlLoop;
class Transfer;
struct RawReply;

/// Why a request to MaxScale's REST API was not answered as it should be.
enum class RestFault : std::uint8_t {
    Refused,      ///< nobody listens there
    Unreachable,  ///< no route, no such host, another trouble of the network
    TimedOut,     ///< no whole answer in time. A write may be done all the same
    Tls,          ///< no trust, or no TLS at all on the other side
    Unauthorized, ///< 401: a wrong password, or a user who may not write
    Forbidden,    ///< 403
    Rejected,     ///< another status than 2xx; the text says which and why. Redirections are not followed
    NotJson,      ///< HTML, another protocol, wrong UTF-8, nested too deeply, anything that is no JSON object
    HalfJson,     ///< the connection or the JSON ended too early
    Empty,        ///< nothing that HTTP would call an answer, as plain HTTP gets from a TLS port
    TooLarge,     ///< more than longestAnswer or mostContainers
};

/// The words of a verdict's evidence: "connection refused", "timed out", …
std::string_view nameOf(RestFault fault);

struct RestError
{
    RestFault fault = RestFault::Unreachable;
    Error error; ///< worded for people; place: "REST 127.0.0.1:8989"
};

struct RestAnswer
{
    int status = 0;     ///< 200, 204, …
    QJsonObject body;   ///< empty for 204
    Duration latency{}; ///< request sent to whole answer read
};

using RestResult = tl::expected<RestAnswer, RestError>;

inline constexpr qint64 longestAnswer = 8 * 1024 * 1024;
/// Objects and lists of one answer: each costs Qt a hundred octets for the two of "[]".
inline constexpr qsizetype mostContainers = 200'000;

/// Who asks. Goes into the Authorization header and nowhere else.
struct Credentials
{
    std::string user;
    std::string password;
    bool operator==(const Credentials &) const = default;
};

/// MaxScale's REST API: one request, one connection (every answer says `Connection: close`). Never conditional:
/// If-Modified-Since answers 304 for servers that have gone down since. Octets that are those of the last answer of the
/// same path, as an idle MaxScale's are, are not parsed again.
class RestClient : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(const RestResult &)>;

    /// `url` as in the cluster file, e.g. "http://127.0.0.1:8989"; `caFile` (PEM) replaces the system's authorities for
    /// https. BadFile: not an http(s) address, or no certificate in caFile.
    static Result<std::unique_ptr<RestClient>> create(const std::string &url, const std::string &caFile);
    ~RestClient() override;

    std::string place() const; ///< "REST 127.0.0.1:8989"
    QString host() const { return m_base.host(); }
    std::uint16_t port() const;

    /// `path` from the root, with its query: "/v1/servers?pretty=false". `done` is called once, later, unless this
    /// object is destroyed before.
    void get(const QString &path, const Credentials &who, Duration timeout, Done done);
    void patch(const QString &path, const QJsonObject &body, const Credentials &who, Duration timeout, Done done);

private:
    RestClient(const QUrl &base, QByteArray authorities, std::unique_ptr<CurlLoop> loop);
    void send(std::unique_ptr<Transfer> transfer, const QString &path, const QByteArray &body, Duration timeout,
              Done done);
    void keep(std::unique_ptr<Transfer> ended);

    struct Parsed
    {
        QByteArray octets;
        QJsonObject body;
    };
    RestResult readAnswer(const QString &path, const RawReply &reply);

    QUrl m_base;
    QByteArray m_authorities;      ///< PEM
    QHash<QString, Parsed> m_last; ///< by path
    std::list<std::unique_ptr<Transfer>> m_transfers;
    std::unique_ptr<Transfer> m_spare; ///< the last GET's: making one costs more than asking
    std::unique_ptr<CurlLoop> m_loop;  ///< last: it lets go of the transfers before they are gone
};

} // namespace tandem::maxscale
