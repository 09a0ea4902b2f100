// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/curlloop.h"

#include <QPointer>
#include <array>
#include <cerrno>
#include <cstring>
#include <sys/epoll.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace tandem::maxscale {

Result<std::unique_ptr<CurlLoop>> CurlLoop::create()
{
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK)
        return fail(ErrorCode::System, "libcurl", curl_easy_strerror(ready));
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0)
        return fail(ErrorCode::System, "epoll_create1", std::strerror(errno));
    CURLM *multi = curl_multi_init();
    if (multi == nullptr) {
        ::close(epoll);
        return fail(ErrorCode::System, "libcurl", "no memory");
    }
    return std::unique_ptr<CurlLoop>(new CurlLoop(epoll, multi));
}

CurlLoop::CurlLoop(int epoll, CURLM *multi) : m_epoll(epoll), m_multi(multi), m_ready(epoll, QSocketNotifier::Read)
{
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &CurlLoop::onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &CurlLoop::onTimer);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_ready, &QSocketNotifier::activated, this, &CurlLoop::onReady);
    connect(&m_timer, &QTimer::timeout, this, &CurlLoop::onTime);
}

CurlLoop::~CurlLoop()
{
    for (const auto &[easy, done] : m_transfers)
        curl_multi_remove_handle(m_multi, easy);
    curl_multi_cleanup(m_multi);
    m_ready.setEnabled(false);
    ::close(m_epoll);
}

void CurlLoop::add(CURL *easy, Done done)
{
    m_transfers.emplace(easy, std::move(done));
    curl_multi_add_handle(m_multi, easy);
    int running = 0;
    curl_multi_socket_action(m_multi, CURL_SOCKET_TIMEOUT, 0, &running); // begins now, not in the loop's next turn
    running = goOn(running);                                             // a connection on this host stands already
    if (static_cast<std::size_t>(running) < m_transfers.size())
        m_timer.start(0); // one has ended already
}

int CurlLoop::onSocket(CURL *, curl_socket_t socket, int what, void *self, void *known)
{
    static_cast<CurlLoop *>(self)->watch(socket, what, known != nullptr);
    return 0;
}

int CurlLoop::onTimer(CURLM *, long milliseconds, void *self)
{
    QTimer &timer = static_cast<CurlLoop *>(self)->m_timer;
    if (milliseconds < 0)
        timer.stop();
    else
        timer.start(static_cast<int>(milliseconds));
    return 0;
}

/// A socket that cannot be watched (no memory) ends with its transfer's time.
void CurlLoop::watch(curl_socket_t socket, int what, bool known)
{
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(m_epoll, EPOLL_CTL_DEL, socket, nullptr);
        return;
    }
    epoll_event event{};
    event.events = ((what & CURL_POLL_IN) != 0 ? EPOLLIN : 0U) | ((what & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0U);
    event.data.fd = socket;
    if (!known)
        curl_multi_assign(m_multi, socket, this); // handed back as `known`
    epoll_ctl(m_epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
}

int CurlLoop::goOn(int running)
{
    std::array<epoll_event, 16> events{}; // what does not fit is still ready in the loop's next round
    const int n = epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), 0);
    for (int i = 0; i < n; ++i) {
        const epoll_event &event = events.at(static_cast<std::size_t>(i));
        const int what = ((event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                         ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                         ((event.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
        curl_multi_socket_action(m_multi, event.data.fd, what, &running);
    }
    return running;
}

void CurlLoop::onReady()
{
    goOn(0);
    finish();
}

void CurlLoop::onTime()
{
    int running = 0;
    curl_multi_socket_action(m_multi, CURL_SOCKET_TIMEOUT, 0, &running);
    finish();
}

void CurlLoop::finish()
{
    std::vector<std::pair<Done, CURLcode>> finished;
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURL *easy = message->easy_handle;
        const CURLcode code = message->data.result; // the message does not outlive the next line
        curl_multi_remove_handle(m_multi, easy);
        if (auto transfer = m_transfers.extract(easy))
            finished.emplace_back(std::move(transfer.mapped()), code);
    }
    const QPointer<CurlLoop> self(this);
    for (const auto &[done, code] : finished) {
        done(code);
        if (!self)
            return;
    }
}

} // namespace tandem::maxscale
