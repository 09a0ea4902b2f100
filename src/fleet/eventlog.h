// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"

#include <QObject>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tandem::fleet {

/// Events of many hosts in the order of their times (ties: node name, then seq). Adding an event twice does nothing,
/// so a session may fetch again after a broken connection. Bounded: over `most`, the oldest `dropAtOnce` go. In a Fleet's
/// log the times are on our clock, see ClockEstimate.
class EventLog : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t most = 200'000;
    static constexpr std::size_t dropAtOnce = 10'000; ///< so that the rest moves only now and then

    explicit EventLog(QObject *parent = nullptr);

    void add(const model::Event &event);
    const std::vector<model::Event> &events() const { return m_events; }
    /// The highest number without a gap below it, per node; 0 = none. From here a subscription resumes.
    std::uint64_t lastSeq(const std::string &node) const;

    /// Events up to `seq` of that node are not wanted, or no longer there: they leave no gap.
    void startAfter(const std::string &node, std::uint64_t seq);
    /// The node's journal has begun anew: its numbers start again. What it told before stays.
    void restart(const std::string &node);

signals:
    void inserted(int index);
    void aboutToDrop(int count); ///< the first ones
    void dropped(int count);

private:
    struct Numbers
    {
        std::uint64_t last = 0;         ///< no gap below
        std::set<std::uint64_t> beyond; ///< seen above a gap
    };

    static void close(Numbers &numbers);
    void dropOldest();

    std::vector<model::Event> m_events;
    std::map<std::string, Numbers> m_numbers;
};

} // namespace tandem::fleet
