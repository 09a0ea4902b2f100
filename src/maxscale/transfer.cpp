// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/transfer.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <sys/socket.h>

namespace tandem::maxscale {

namespace {

constexpr qint64 longestHeader = 64 * 1024;

Transport transportOf(CURLcode code, long systemError)
{
    switch (code) {
    case CURLE_OK: return Transport::Fine;
    case CURLE_OPERATION_TIMEDOUT: return Transport::TimedOut;
    case CURLE_COULDNT_CONNECT: return systemError == ECONNREFUSED ? Transport::Refused : Transport::Failed;
    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_WRITE_ERROR:                               // onBody() or onHeader() refused more
    case CURLE_OUT_OF_MEMORY: return Transport::TooLarge; // libcurl's word for a line that does not end
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR: return Transport::Closed;
    case CURLE_UNSUPPORTED_PROTOCOL: // HTTP/0.9 is not HTTP: anything at all would be
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING: return Transport::NotHttp;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_PEER_FAILED_VERIFICATION: return Transport::Tls;
    default: return Transport::Failed;
    }
}

} // namespace

Transfer::Transfer(Verb verb, const Credentials &who, const QByteArray &authorities)
    : m_easy(curl_easy_init()), m_verb(verb), m_who(who)
{
    setOptions();
    setTls(authorities);
    setHeaders();
}

void Transfer::aim(const Request &request)
{
    CURL *easy = m_easy.get();
    curl_easy_setopt(easy, CURLOPT_URL, request.url.constData());
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(request.timeout).count();
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(milliseconds, 1)));
    if (isWrite()) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
        curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request.body.constData());
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "PATCH");
    }
    m_errorText[0] = '\0';
    m_reply = {};
    m_headerOctets = 0;
    m_begun = BootClock::now();
}

void Transfer::setOptions()
{
    CURL *easy = m_easy.get();
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); // a name that is being looked up is not waited for
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "Tandem/" TANDEM_VERSION);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, m_errorText.data());
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::openSocket);
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(longestAnswer));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    if (!m_who.user.empty()) {
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        curl_easy_setopt(easy, CURLOPT_USERNAME, m_who.user.c_str());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, m_who.password.c_str());
    }
}

void Transfer::setTls(const QByteArray &authorities)
{
    curl_easy_setopt(m_easy.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (authorities.isEmpty())
        return;
    curl_blob blob{};
    blob.data = const_cast<char *>(authorities.constData()); // read only: CURL_BLOB_NOCOPY
    blob.len = static_cast<std::size_t>(authorities.size());
    blob.flags = CURL_BLOB_NOCOPY;
    curl_easy_setopt(m_easy.get(), CURLOPT_CAINFO_BLOB, &blob);
    curl_easy_setopt(m_easy.get(), CURLOPT_CAPATH, nullptr); // else the system's authorities count too
}

void Transfer::setHeaders()
{
    curl_slist *list = curl_slist_append(nullptr, "Accept: application/json");
    list = curl_slist_append(list, "Connection: close");
    if (isWrite()) {
        list = curl_slist_append(list, "Content-Type: application/json");
        list = curl_slist_append(list, "Expect:"); // none: the body goes along at once
    }
    m_headers.reset(list);
    curl_easy_setopt(m_easy.get(), CURLOPT_HTTPHEADER, list);
}

std::size_t Transfer::onBody(const char *octets, std::size_t, std::size_t size, void *self)
{
    QByteArray &body = static_cast<Transfer *>(self)->m_reply.body;
    const auto more = static_cast<qsizetype>(size);
    if (body.size() + more > longestAnswer)
        return 0; // CURLE_WRITE_ERROR
    body.append(octets, more);
    return size;
}

std::size_t Transfer::onHeader(const char *, std::size_t, std::size_t size, void *self)
{
    qint64 &octets = static_cast<Transfer *>(self)->m_headerOctets;
    octets += static_cast<qint64>(size);
    return octets > longestHeader ? 0 : size;
}

/// As libcurl would, but not for the programs that this one starts.
curl_socket_t Transfer::openSocket(void *, curlsocktype, curl_sockaddr *address)
{
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

RawReply Transfer::reply(CURLcode code)
{
    long status = 0;
    long systemError = 0;
    curl_off_t announced = -1;
    curl_easy_getinfo(m_easy.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(m_easy.get(), CURLINFO_OS_ERRNO, &systemError);
    curl_easy_getinfo(m_easy.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
    m_reply.status = static_cast<int>(status);
    m_reply.announced = announced;
    m_reply.transport = transportOf(code, systemError);
    m_reply.headerTooLarge = m_headerOctets > longestHeader || code == CURLE_OUT_OF_MEMORY;
    if (code == CURLE_COULDNT_CONNECT && systemError != 0)
        m_reply.errorText = std::strerror(static_cast<int>(systemError));
    else if (code != CURLE_OK)
        m_reply.errorText = m_errorText[0] != '\0' ? m_errorText.data() : curl_easy_strerror(code);
    return std::move(m_reply);
}

} // namespace tandem::maxscale
