// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/loglines.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace tandem::keepalived {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

/// Takes from the front of a text; each function leaves the text as it is where it does not fit.
class Scanner
{
public:
    explicit Scanner(std::string_view text) : m_rest(text) {}

    std::string_view rest() const { return m_rest; }
    bool atEnd() const { return m_rest.empty(); }
    void skipBlanks()
    {
        while (!m_rest.empty() && (m_rest.front() == ' ' || m_rest.front() == '\t'))
            m_rest.remove_prefix(1);
    }
    bool take(std::string_view text)
    {
        if (!m_rest.starts_with(text))
            return false;
        m_rest.remove_prefix(text.size());
        return true;
    }
    std::optional<unsigned> number(std::size_t least, std::size_t most)
    {
        std::size_t digits = 0;
        while (digits < m_rest.size() && digits < most && m_rest[digits] >= '0' && m_rest[digits] <= '9')
            ++digits;
        unsigned value = 0;
        if (digits < least)
            return std::nullopt;
        std::from_chars(m_rest.data(), m_rest.data() + digits, value);
        m_rest.remove_prefix(digits);
        return value;
    }
    std::string_view word()
    {
        const auto end = std::min(m_rest.find_first_of(" \t"), m_rest.size());
        const auto found = m_rest.substr(0, end);
        m_rest.remove_prefix(end);
        return found;
    }
    template <std::size_t Count>
    std::optional<unsigned> oneOf(const std::array<std::string_view, Count> &words)
    {
        for (unsigned i = 0; i < Count; ++i)
            if (take(words[i]))
                return i;
        return std::nullopt;
    }

private:
    std::string_view m_rest;
};

/// "18:22:41" with or without a fraction; its digits are the resolution.
bool takeClock(Scanner &scanner, LogTime &time)
{
    const auto hour = scanner.number(2, 2);
    const auto minute = hour && scanner.take(":") ? scanner.number(2, 2) : std::nullopt;
    const auto second = minute && scanner.take(":") ? scanner.number(2, 2) : std::nullopt;
    if (!second || *hour > 23 || *minute > 59 || *second > 60)
        return false;
    time.sinceMidnight = std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
    time.resolution = 1s;
    if (!scanner.take("."))
        return true;
    for (int digit = 0; digit < 9; ++digit) {
        const auto one = scanner.number(1, 1);
        if (!one)
            break;
        time.resolution /= 10;
        time.sinceMidnight += time.resolution * *one;
    }
    return true;
}

/// "+08:00", "+0800", "+08", "Z"
void takeZone(Scanner &scanner, LogTime &time)
{
    if (scanner.take("Z")) {
        time.zone = 0min;
        return;
    }
    const bool east = scanner.take("+");
    if (!east && !scanner.take("-"))
        return;
    const auto hours = scanner.number(2, 2);
    scanner.take(":");
    const auto minutes = scanner.number(2, 2);
    const auto offset = std::chrono::minutes(hours.value_or(0) * 60 + minutes.value_or(0));
    time.zone = east ? offset : -offset;
}

bool isDay(const LogTime &time)
{
    return time.month >= 1 && time.month <= 12 && time.day >= 1 && time.day <= 31;
}

/// "2026-11-22T18:22:41+00:00"
std::optional<LogTime> takeIso(Scanner &scanner)
{
    Scanner trial = scanner;
    LogTime time;
    const auto year = trial.number(4, 4);
    const auto month = year && trial.take("-") ? trial.number(2, 2) : std::nullopt;
    const auto day = month && trial.take("-") ? trial.number(2, 2) : std::nullopt;
    if (!day || (!trial.take("T") && !trial.take(" ")))
        return std::nullopt;
    time.year = static_cast<int>(*year);
    time.month = *month;
    time.day = *day;
    if (!takeClock(trial, time) || !isDay(time))
        return std::nullopt;
    takeZone(trial, time);
    scanner = trial;
    return time;
}

/// "Nov 22 18:22:41"; a month may be a number with its word ("3月"), as some languages have it.
std::optional<LogTime> takeSyslog(Scanner &scanner)
{
    Scanner trial = scanner;
    LogTime time;
    if (const auto month = trial.oneOf(months)) {
        time.month = *month + 1;
    } else {
        const auto number = trial.number(1, 2);
        if (!number || !trial.take("\xe6\x9c\x88"))
            return std::nullopt;
        time.month = *number;
    }
    trial.skipBlanks();
    const auto day = trial.number(1, 2);
    if (!day)
        return std::nullopt;
    time.day = *day;
    trial.skipBlanks();
    if (!takeClock(trial, time) || !isDay(time))
        return std::nullopt;
    scanner = trial;
    return time;
}

/// "Sun Nov 22 18:22:41 2026: "; 2.1.x's own log file forgets the day: "Sun Dec 20:00:20.181 2020: ".
struct ConsoleTime
{
    bool fits = false;
    std::optional<LogTime> time;
};

ConsoleTime takeConsole(Scanner &scanner)
{
    Scanner trial = scanner;
    LogTime time;
    if (!trial.oneOf(weekdays) || !trial.take(" "))
        return {};
    const auto month = trial.oneOf(months);
    if (!month)
        return {};
    time.month = *month + 1;
    trial.skipBlanks();
    Scanner withoutDay = trial;
    const bool dayIsMissing = takeClock(withoutDay, time);
    if (dayIsMissing) {
        trial = withoutDay;
    } else {
        const auto day = trial.number(1, 2);
        trial.skipBlanks();
        if (!day || !takeClock(trial, time))
            return {};
        time.day = *day;
    }
    trial.skipBlanks();
    const auto year = trial.number(4, 4);
    if (!year || !trial.take(":"))
        return {};
    time.year = static_cast<int>(*year);
    if (!isDay(time))
        return {};
    trial.skipBlanks();
    scanner = trial;
    return {true, dayIsMissing ? std::nullopt : std::optional(time)};
}

/// "Keepalived_vrrp[2102]:"; false where it is another program's line, or none.
bool takeProgram(Scanner &scanner, LogLine &line)
{
    Scanner trial = scanner;
    const auto word = trial.word();
    if (!word.ends_with(':'))
        return false;
    const auto bracket = word.find('[');
    const auto name = word.substr(0, std::min(bracket, word.size() - 1));
    if (!name.starts_with("Keepalived") && !name.starts_with("keepalived"))
        return false;
    line.program = name;
    const auto end = word.find(']');
    if (bracket != std::string_view::npos && end != std::string_view::npos && end > bracket)
        line.pid = word.substr(bracket + 1, end - bracket - 1);
    trial.skipBlanks();
    scanner = trial;
    return true;
}

/// A container's console line within journald's or syslog's: "docker[20329]: Wed Jan 24 …".
bool takeForeignProgram(Scanner &scanner)
{
    Scanner trial = scanner;
    if (!trial.word().ends_with(':'))
        return false;
    trial.skipBlanks();
    if (!takeConsole(trial).fits)
        return false;
    scanner = Scanner(scanner.rest());
    scanner.word();
    scanner.skipBlanks();
    return true;
}

LogLine finished(LogLine line, Scanner scanner)
{
    line.message = scanner.rest();
    return line;
}

std::optional<LogLine> readWithTime(Scanner scanner, LogLine line)
{
    scanner.skipBlanks();
    if (takeProgram(scanner, line)) // a line without a host
        return finished(std::move(line), scanner);
    line.host = scanner.word();
    scanner.skipBlanks();
    if (takeProgram(scanner, line))
        return finished(std::move(line), scanner);
    if (!takeForeignProgram(scanner))
        return std::nullopt;
    const auto inner = takeConsole(scanner); // which has the year
    if (inner.time)
        line.time = inner.time;
    return finished(std::move(line), scanner);
}

} // namespace

std::optional<LogLine> readLogLine(std::string_view text)
{
    text = text.substr(0, longestLogLine);
    while (!text.empty() && (text.back() == '\r' || text.back() == ' '))
        text.remove_suffix(1);
    Scanner scanner(text);
    scanner.take(">"); // quoted in a mail
    scanner.skipBlanks();
    LogLine line;
    // "node1-vrrpd-1    | " of compose
    const auto bar = scanner.rest().find(" | ");
    if (bar != std::string_view::npos && bar < 64 &&
        scanner.rest().substr(0, bar).find(':') == std::string_view::npos) {
        const auto name = scanner.rest().substr(0, bar);
        line.host = name.substr(0, name.find(' '));
        scanner = Scanner(scanner.rest().substr(bar + 3));
        scanner.skipBlanks();
    }
    if (auto time = takeIso(scanner); time || (time = takeSyslog(scanner))) {
        line.time = time;
        return readWithTime(scanner, std::move(line));
    }
    if (const auto console = takeConsole(scanner); console.fits) {
        line.time = console.time;
        return finished(std::move(line), scanner);
    }
    if (takeProgram(scanner, line))
        return finished(std::move(line), scanner);
    // A time stamp that is cut off: "51:16 localhost Keepalived_vrrp[1898]: …".
    const auto found = scanner.rest().find("Keepalived_vrrp[");
    if (found == std::string_view::npos || found > 80)
        return std::nullopt;
    scanner = Scanner(scanner.rest().substr(found));
    return takeProgram(scanner, line) ? std::optional(finished(std::move(line), scanner)) : std::nullopt;
}

} // namespace tandem::keepalived
