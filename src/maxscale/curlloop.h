// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>
#include <curl/curl.h>
#include <functional>
#include <memory>
#include <unordered_map>

namespace tandem::maxscale {

/// libcurl's transfers in Qt's event loop: one epoll descriptor and one timer for all of them, no thread
/// (libcurl-multi(3), "MULTI_SOCKET").
class CurlLoop : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(CURLcode)>;

    /// System: no more descriptors or memory.
    static Result<std::unique_ptr<CurlLoop>> create();
    /// Ends what is under way, without a word.
    ~CurlLoop() override;

    /// Begins the transfer. `easy` stays the caller's and must live until `done`, which is called once, later, from the
    /// event loop and may destroy this object.
    void add(CURL *easy, Done done);

private:
    CurlLoop(int epoll, CURLM *multi);

    static int onSocket(CURL *easy, curl_socket_t socket, int what, void *self, void *known);
    static int onTimer(CURLM *multi, long milliseconds, void *self);
    void watch(curl_socket_t socket, int what, bool known);
    /// What can be done for the sockets that are ready; how many transfers run then, `running` if none was.
    int goOn(int running);
    void onReady();
    void onTime();
    void finish();

    int m_epoll;
    CURLM *m_multi;
    QSocketNotifier m_ready;
    QTimer m_timer;
    std::unordered_map<CURL *, Done> m_transfers;
};

} // namespace tandem::maxscale
