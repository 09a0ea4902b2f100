// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>
#include <cstdint>

namespace tandem::gui {

/// Times, durations and amounts as they are written everywhere in the product. Times are UTC; all inputs are
/// nanoseconds.
class Format
{
    Q_DECLARE_TR_FUNCTIONS(tandem::gui::Format)

public:
    static QString time(std::int64_t ns, int decimals = 3);         ///< "02:10:58.246"
    static QString dateTime(std::int64_t ns, int decimals = 3);     ///< "2026-11-21 02:10:58.246"
    static QString day(std::int64_t ns);                            ///< "Sat 21 Nov 2026"
    static QString range(std::int64_t beginNs, std::int64_t endNs); ///< "02:10:56.2 – 02:11:02.4"
    static QString tick(std::int64_t ns, std::int64_t stepNs);      ///< an axis label, as exact as the step needs
    static QString duration(std::int64_t ns);   ///< "0.9 ms", "611 ms", "3.40 s", "00:01:12", "2 d 03:04:05"
    static QString clock(std::int64_t ns);      ///< "00:00:12": how long something lasts by now
    static QString error(std::int64_t ns);      ///< "±0.4 ms"
    static QString amount(std::int64_t value);  ///< "1,204" in the user's locale
    static QString window(std::int64_t ns);     ///< "5 min", "1 h"
    static QString lastWindow(std::int64_t ns); ///< "5 minutes", "hour": after "the last"
};

} // namespace tandem::gui
