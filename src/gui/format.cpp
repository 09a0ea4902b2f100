// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/format.h"

#include <QDateTime>
#include <QLocale>
#include <array>
#include <cmath>

namespace tandem::gui {

namespace {

constexpr std::int64_t microsecond = 1'000;
constexpr std::int64_t millisecond = 1'000'000;
constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t wholeDay = 24 * hour;

QDateTime utc(std::int64_t ns)
{
    // Rounded down, so that a time before the epoch's second keeps its second.
    const std::int64_t ms = ns >= 0 ? ns / millisecond : -((-ns + millisecond - 1) / millisecond);
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

QString decimalsOf(std::int64_t ns, int decimals)
{
    if (decimals <= 0)
        return {};
    const std::int64_t rest = ((ns % second) + second) % second;
    const QString digits = QStringLiteral("%1").arg(rest, 9, 10, QLatin1Char('0'));
    return QLatin1Char('.') + digits.left(std::min(decimals, 9));
}

QString hms(std::int64_t ns)
{
    const std::int64_t seconds = ns / second;
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3600, 2, 10, QLatin1Char('0'))
        .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

QString Format::time(std::int64_t ns, int decimals)
{
    return utc(ns).toString(QStringLiteral("HH:mm:ss")) + decimalsOf(ns, decimals);
}

QString Format::dateTime(std::int64_t ns, int decimals)
{
    return utc(ns).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) + decimalsOf(ns, decimals);
}

QString Format::day(std::int64_t ns)
{
    return QLocale().toString(utc(ns).date(), tr("ddd d MMM yyyy", "date format"));
}

QString Format::range(std::int64_t beginNs, std::int64_t endNs)
{
    const int decimals = endNs - beginNs < 2 * second ? 3 : endNs - beginNs < 30 * second ? 1 : 0;
    return QStringLiteral("%1 – %2").arg(time(beginNs, decimals), time(endNs, decimals));
}

QString Format::tick(std::int64_t ns, std::int64_t stepNs)
{
    if (stepNs >= wholeDay || (stepNs >= hour && ns % wholeDay == 0))
        return QLocale().toString(utc(ns).date(), tr("d MMM", "date format of an axis"));
    if (stepNs >= minute)
        return utc(ns).toString(QStringLiteral("HH:mm"));
    if (stepNs >= second)
        return utc(ns).toString(QStringLiteral("HH:mm:ss"));
    const int decimals = stepNs >= 100 * millisecond ? 1 : stepNs >= 10 * millisecond ? 2 : 3;
    return utc(ns).toString(QStringLiteral("ss")) + decimalsOf(ns, decimals);
}

QString Format::duration(std::int64_t ns)
{
    if (ns < 0)
        return QStringLiteral("−") + duration(-ns);
    if (ns < millisecond / 100)
        return tr("%1 µs").arg(ns / microsecond);
    if (ns < millisecond)
        return tr("%1 ms").arg(static_cast<double>(ns) / millisecond, 0, 'f', 2);
    if (ns < 10 * millisecond)
        return tr("%1 ms").arg(static_cast<double>(ns) / millisecond, 0, 'f', 1);
    if (ns < second)
        return tr("%1 ms").arg((ns + millisecond / 2) / millisecond);
    if (ns < minute)
        return tr("%1 s").arg(static_cast<double>(ns) / second, 0, 'f', ns < 10 * second ? 2 : 1);
    return clock(ns);
}

QString Format::clock(std::int64_t ns)
{
    if (ns < 0)
        ns = 0;
    if (ns < wholeDay)
        return hms(ns);
    return tr("%1 d %2").arg(ns / wholeDay).arg(hms(ns % wholeDay));
}

QString Format::error(std::int64_t ns)
{
    return QStringLiteral("±%1").arg(duration(ns));
}

QString Format::amount(std::int64_t value)
{
    return QLocale().toString(static_cast<qlonglong>(value));
}

QString Format::window(std::int64_t ns)
{
    if (ns < hour)
        return tr("%1 min").arg(ns / minute);
    return tr("%1 h").arg(ns / hour);
}

QString Format::lastWindow(std::int64_t ns)
{
    if (ns < hour)
        return tr("%n minute(s)", "the last …", static_cast<int>(ns / minute));
    return tr("%n hour(s)", "the last …", static_cast<int>(ns / hour));
}

} // namespace tandem::gui
