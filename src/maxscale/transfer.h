// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "maxscale/restreply.h"

#include <QByteArray>
#include <array>
#include <curl/curl.h>
#include <memory>

namespace tandem::maxscale {

struct Credentials;

/// One request as libcurl is told of it, and what came back, within bounds. No proxy, no redirection, no second try, no
/// connection used twice; nothing of the environment counts.
class Transfer
{
public:
    struct Request
    {
        QByteArray verb; ///< "GET", "PATCH"
        QByteArray url;  ///< encoded
        QByteArray body; ///< JSON; not for GET
        Duration timeout{};
        /// PEM; replaces the system's authorities. Must live as long as the transfer. Empty: the system's.
        const QByteArray *authorities = nullptr;
    };

    Transfer(const Request &request, const Credentials &who);
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;

    CURL *handle() const { return m_easy.get(); }
    Instant begun() const { return m_begun; }
    bool isWrite() const { return m_write; }

    /// It ended with this code.
    RawReply reply(CURLcode code);

private:
    struct Freeing
    {
        void operator()(CURL *easy) const { curl_easy_cleanup(easy); }
        void operator()(curl_slist *list) const { curl_slist_free_all(list); }
    };

    void setOptions(const Request &request, const Credentials &who);
    void setTls(const QByteArray *authorities);
    void setHeaders();
    static std::size_t onBody(const char *octets, std::size_t one, std::size_t size, void *self);
    static std::size_t onHeader(const char *octets, std::size_t one, std::size_t size, void *self);
    static curl_socket_t openSocket(void *, curlsocktype, curl_sockaddr *address);

    std::unique_ptr<CURL, Freeing> m_easy;
    std::unique_ptr<curl_slist, Freeing> m_headers;
    std::array<char, CURL_ERROR_SIZE> m_errorText{};
    RawReply m_reply;
    qint64 m_headerOctets = 0;
    bool m_write;
    Instant m_begun;
};

} // namespace tandem::maxscale
