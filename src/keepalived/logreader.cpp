// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/logreader.h"

#include "keepalived/logstory.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

namespace tandem::keepalived {

namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr std::size_t mostUnreadNamed = 20;
constexpr int halfAYear = 6; ///< months; a longer step back is the turn of the year, a shorter one a joined file

/// Calls `use` for each line with its number, from 1.
template <class Use>
void eachLine(std::string_view text, Use use)
{
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        use(text.substr(0, end), number);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

/// Gives lines without a year theirs: the months turn it over.
class Years
{
public:
    /// How often the months of the whole log turn the year over, which is its last day, and whether one is a 29
    /// February.
    void count(const LogTime &time)
    {
        if (time.year)
            return;
        m_turns += turn(m_counted, time);
        m_newest = std::max(m_newest, Day{m_turns, static_cast<int>(time.month), static_cast<int>(time.day)});
        if (time.month == 2 && time.day == 29)
            m_leapTurn = m_turns;
    }
    void begin(const LogOptions &options)
    {
        if (m_counted == 0)
            return;
        int last = options.year.value_or(static_cast<int>(options.today.year()));
        const Day today{m_newest[0], static_cast<int>(static_cast<unsigned>(options.today.month())),
                        static_cast<int>(static_cast<unsigned>(options.today.day()))};
        if (!options.year && m_newest > today)
            --last;
        const auto isLeap = [&] { return std::chrono::year(last - m_newest[0] + *m_leapTurn).is_leap(); };
        for (int tries = 0; !options.year && m_leapTurn && !isLeap() && tries < 8; ++tries) // 1896 to 1904
            --last;
        // Of the last line, which --year means, or of the newest.
        m_year = options.year ? last - m_turns : last - m_newest[0];
    }
    int of(const LogTime &time)
    {
        if (time.year)
            return *time.year;
        m_year += turn(m_read, time);
        return m_year;
    }

private:
    using Day = std::array<int, 3>; ///< turns, month, day

    static int turn(int &before, const LogTime &time)
    {
        const int last = std::exchange(before, static_cast<int>(time.month));
        const int month = static_cast<int>(time.month);
        if (last == 0)
            return 0;
        if (last > month + halfAYear - 1)
            return 1;
        return month > last + halfAYear - 1 ? -1 : 0;
    }

    int m_counted = 0;
    int m_read = 0;
    int m_turns = 0;
    int m_year = 0;
    Day m_newest{std::numeric_limits<int>::min(), 0, 0};
    std::optional<int> m_leapTurn;
};

/// ns since 1970 UTC; nothing: no such day.
std::optional<std::int64_t> instantOf(const LogTime &time, int year, std::chrono::minutes zone)
{
    const std::chrono::year_month_day day{std::chrono::year(year), std::chrono::month(time.month),
                                          std::chrono::day(time.day)};
    if (!day.ok() || year < 1970 || year > 2200)
        return std::nullopt;
    const auto midnight = std::chrono::sys_days(day).time_since_epoch();
    return nanoseconds(midnight + time.sinceMidnight - time.zone.value_or(zone)).count();
}

void sortAndNumber(std::vector<model::Event> &events)
{
    std::ranges::stable_sort(events, {}, &model::Event::timeNs);
    std::map<std::string, std::uint64_t> numbers;
    for (auto &event : events)
        event.seq = ++numbers[event.node];
}

class Reading
{
public:
    explicit Reading(const LogOptions &options) : m_options(options) {}

    LogHistory read(std::string_view text)
    {
        if (text.size() > longestLog) {
            text = text.substr(0, longestLog);
            m_history.isCut = true;
        }
        eachLine(text, [this](std::string_view line, std::size_t) {
            if (const auto found = readLogLine(line); found && found->time)
                m_years.count(*found->time);
        });
        m_years.begin(m_options);
        eachLine(text, [this](std::string_view line, std::size_t number) { take(line, number); });
        sortAndNumber(m_history.events);
        return std::move(m_history);
    }

private:
    void take(std::string_view text, std::size_t number)
    {
        const auto line = readLogLine(text);
        if (!line) {
            ++m_history.foreign;
            return;
        }
        ++m_history.lines;
        const auto instant =
            line->time ? instantOf(*line->time, m_years.of(*line->time), m_options.zone) : std::nullopt;
        const auto fact = readFact(line->message);
        if (fact.kind == LogFact::Kind::Unread && ++m_history.notUnderstood <= mostUnreadNamed)
            m_history.unread.push_back(number);
        if (!instant) {
            ++m_history.untimed;
            return;
        }
        LogStory *story = storyOf(line->host);
        if (story == nullptr || m_history.events.size() >= mostLogEvents || m_instances >= mostLogInstances) {
            m_history.isCut = true;
            return;
        }
        const std::size_t before = story->instances();
        story->hear(fact, *instant, line->time->resolution.count(), isVrrp(*line) ? line->pid : std::string());
        m_instances += story->instances() - before;
        for (auto &event : story->take())
            m_history.events.push_back(std::move(event));
    }

    /// 1.x and 2.x give VRRP a process of its own; a container's lines do not say whose they are.
    static bool isVrrp(const LogLine &line) { return line.program == "Keepalived_vrrp"; }

    LogStory *storyOf(const std::string &host)
    {
        std::string node = host.empty() || m_options.allAreNode ? m_options.node : host;
        if (node.empty())
            node = "keepalived";
        const auto found = m_stories.find(node);
        if (found != m_stories.end())
            return &found->second;
        if (m_stories.size() >= mostLogHosts)
            return nullptr;
        return &m_stories.emplace(node, LogStory(node)).first->second;
    }

    const LogOptions &m_options;
    LogHistory m_history;
    Years m_years;
    std::map<std::string, LogStory> m_stories;
    std::size_t m_instances = 0;
};

} // namespace

LogHistory readLog(std::string_view text, const LogOptions &options)
{
    return Reading(options).read(text);
}

LogHistory joined(std::vector<LogHistory> histories)
{
    LogHistory all;
    for (auto &each : histories) {
        std::ranges::move(each.events, std::back_inserter(all.events));
        all.lines += each.lines;
        all.foreign += each.foreign;
        all.untimed += each.untimed;
        all.notUnderstood += each.notUnderstood;
        all.unread.insert(all.unread.end(), each.unread.begin(), each.unread.end());
        all.isCut = all.isCut || each.isCut;
    }
    sortAndNumber(all.events);
    return all;
}

} // namespace tandem::keepalived
