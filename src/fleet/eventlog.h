// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"

#include <QObject>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tandem::fleet {

/// Events of many hosts in the order of their times (ties: node name, then seq). Adding an event twice does nothing,
/// so a session may fetch again after a broken connection.
class EventLog : public QObject
{
    Q_OBJECT

public:
    explicit EventLog(QObject *parent = nullptr);

    void add(const model::Event &event);
    const std::vector<model::Event> &events() const { return m_events; }
    /// The highest number without a gap below it, per node; 0 = none. From here a subscription resumes.
    std::uint64_t lastSeq(const std::string &node) const;

signals:
    void inserted(int index);

private:
    std::vector<model::Event> m_events;
};

} // namespace tandem::fleet
