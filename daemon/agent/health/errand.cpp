// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/errand.h"

#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace tandem::agent {

/// What the thread and the errand share: whoever outlives the other finds out here.
struct Errand::Link
{
    std::mutex mutex;
    Errand *errand = nullptr;
};

Errand::Errand(QObject *parent) : QObject(parent), m_link(std::make_shared<Link>())
{
    m_link->errand = this;
}

Errand::~Errand()
{
    const std::lock_guard lock(m_link->mutex);
    m_link->errand = nullptr;
}

void Errand::run(Work work)
{
    m_busy = true;
    const auto bringHome = [](const std::shared_ptr<Link> &link, const Observation &observation) {
        const std::lock_guard lock(link->mutex);
        if (link->errand == nullptr)
            return;
        QMetaObject::invokeMethod(
            link->errand,
            [errand = link->errand, observation] {
                errand->m_busy = false;
                emit errand->done(observation);
            },
            Qt::QueuedConnection);
    };
    try {
        std::thread([link = m_link, work = std::move(work), bringHome] { bringHome(link, work()); }).detach();
    } catch (const std::system_error &error) {
        bringHome(m_link, {Observation::Kind::Bad, "not started", std::string("no thread: ") + error.what()});
    }
}

} // namespace tandem::agent
