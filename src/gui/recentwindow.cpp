// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/recentwindow.h"

#include "gui/format.h"

#include <algorithm>

namespace tandem::gui {

RecentWindow RecentWindow::of(std::int64_t oldestNs, std::int64_t nowNs, std::int64_t longestNs)
{
    constexpr std::int64_t shortestNs = 60'000'000'000;
    const std::int64_t age = nowNs - oldestNs;
    if (age > longestNs)
        return last(longestNs, nowNs);
    return {nowNs - std::max(age + age / 50, shortestNs), nowNs, oldestNs, true};
}

RecentWindow RecentWindow::last(std::int64_t lengthNs, std::int64_t nowNs)
{
    return {nowNs - lengthNs, nowNs, nowNs - lengthNs, false};
}

QString RecentWindow::title() const
{
    return whole ? tr("Since %1").arg(Format::time(oldestNs, 0))
                 : tr("Last %1").arg(Format::lastWindow(endNs - beginNs));
}

QString RecentWindow::inWords() const
{
    return whole ? tr("since %1").arg(Format::time(oldestNs, 0))
                 : tr("in the last %1").arg(Format::lastWindow(endNs - beginNs));
}

} // namespace tandem::gui
