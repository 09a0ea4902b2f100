// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>
#include <cstdint>

namespace tandem::gui {

/// The recent past that a page shows by itself: all that is known while it is young, else the last stretch of it.
struct RecentWindow
{
    Q_DECLARE_TR_FUNCTIONS(tandem::gui::RecentWindow)

public:
    std::int64_t beginNs = 0;
    std::int64_t endNs = 0;
    std::int64_t oldestNs = 0; ///< of what is known
    bool whole = false;        ///< all that is known

    static RecentWindow of(std::int64_t oldestNs, std::int64_t nowNs, std::int64_t longestNs);
    /// The last `lengthNs`, whatever is known.
    static RecentWindow last(std::int64_t lengthNs, std::int64_t nowNs);

    QString title() const;   ///< "Since 02:10:58", "Last hour"
    QString inWords() const; ///< "since 02:10:58", "in the last hour"
};

} // namespace tandem::gui
