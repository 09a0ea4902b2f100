// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/situation.h"

namespace tandem::fakes {

void MonitorTicks::start(const QDateTime &now)
{
    if (!m_since)
        m_since = now;
}

void MonitorTicks::stop(const QDateTime &now)
{
    m_before = at(now);
    m_since.reset();
}

qint64 MonitorTicks::at(const QDateTime &now) const
{
    return m_before + (m_since ? m_since->secsTo(now) : 0);
}

} // namespace tandem::fakes
