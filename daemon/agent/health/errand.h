// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/agent/health/tracker.h"

#include <QObject>
#include <functional>
#include <memory>

namespace tandem::agent {

/// Does something that the kernel may hold up (a file on a server that is gone) in a thread of its own, one at a time.
/// Nobody ever waits for that thread: destroying this object lets it go on alone.
class Errand : public QObject
{
    Q_OBJECT

public:
    using Work = std::function<Observation()>; ///< must own all that it uses

    explicit Errand(QObject *parent = nullptr);
    ~Errand() override;

    /// Precondition: !isBusy().
    void run(Work work);
    bool isBusy() const { return m_busy; }

signals:
    void done(const tandem::agent::Observation &observation);

private:
    struct Link;
    std::shared_ptr<Link> m_link;
    bool m_busy = false;
};

} // namespace tandem::agent
