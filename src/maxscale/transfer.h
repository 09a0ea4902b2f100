// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "maxscale/restclient.h"
#include "maxscale/restreply.h"

#include <QByteArray>
#include <array>
#include <curl/curl.h>
#include <memory>

namespace tandem::maxscale {

/// One request at a time as libcurl is told of it, and what came back, within bounds. No proxy, no redirection, no
/// second try, no connection used twice (MaxScale closes each); nothing of the environment counts.
class Transfer
{
public:
    struct Request
    {
        QByteArray url; ///< encoded
        Duration timeout{};
        QByteArray body; ///< JSON, of a PATCH; a GET has none
    };
    enum class Verb : std::uint8_t { Get, Patch };

    /// `authorities`: PEM; replaces the system's. Must live as long as the transfer. Empty: the system's.
    Transfer(Verb verb, const Credentials &who, const QByteArray &authorities);
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;

    CURL *handle() const { return m_easy.get(); }
    Instant begun() const { return m_begun; }
    bool isWrite() const { return m_verb == Verb::Patch; }
    bool asksFor(const Credentials &who) const { return m_who == who; }

    /// The next request, when the last one is over: most of what libcurl is told stays.
    void aim(const Request &request);

    /// It ended with this code.
    RawReply reply(CURLcode code);

private:
    struct Freeing
    {
        void operator()(CURL *easy) const { curl_easy_cleanup(easy); }
        void operator()(curl_slist *list) const { curl_slist_free_all(list); }
    };

    void setOptions();
    void setTls(const QByteArray &authorities);
    void setHeaders();
    static std::size_t onBody(const char *octets, std::size_t one, std::size_t size, void *self);
    static std::size_t onHeader(const char *octets, std::size_t one, std::size_t size, void *self);
    static curl_socket_t openSocket(void *, curlsocktype, curl_sockaddr *address);

    std::unique_ptr<CURL, Freeing> m_easy;
    std::unique_ptr<curl_slist, Freeing> m_headers;
    std::array<char, CURL_ERROR_SIZE> m_errorText{};
    RawReply m_reply;
    qint64 m_headerOctets = 0;
    Verb m_verb;
    Credentials m_who;
    Instant m_begun{};
};

} // namespace tandem::maxscale
