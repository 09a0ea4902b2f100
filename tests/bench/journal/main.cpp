// SPDX-License-Identifier: GPL-3.0-or-later
// tandem-journalbench [--days N] [--interval SECONDS] [--runs N] [--raw-days N]: writes N days of one node's samples
// into a new journal as the agent does, prints what they take and how long a day's query lasts, as one JSON object.
#include "base/clock.h"
#include "daemon/agent/journal/journal.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <chrono>
#include <cstdio>
#include <random>

using namespace tandem;

namespace {

using agent::Journal;
using model::HealthSample;
using model::Metric;
using model::Resolution;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t day = 86'400 * second;
constexpr std::int64_t start = 20'600 * day;

/// A MaxScale with two servers under a load that wanders: every series has a value in every sample.
class Source
{
public:
    HealthSample at(std::int64_t timeNs)
    {
        HealthSample sample{timeNs + below(900'000), "ok", 400'000 + below(300'000), 150'000 + below(100'000),
                            200 + below(50)};
        for (const model::MetricInfo &info : model::metrics()) {
            if (info.metric == Metric::RestLatency || info.metric == Metric::GreetingLatency ||
                info.metric == Metric::Clients)
                continue;
            if (!info.perServer) {
                sample.values.push_back({info.metric, {}, valueOf(info, timeNs)});
                continue;
            }
            for (const char *server : {"server1", "server2"})
                sample.values.push_back({info.metric, server, valueOf(info, timeNs)});
        }
        return sample;
    }

private:
    std::int64_t below(std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(0, most)(m_random); }
    std::int64_t valueOf(const model::MetricInfo &info, std::int64_t timeNs)
    {
        using enum model::MetricUnit;
        switch (info.unit) {
        case Nanosecond: return 100'000 + below(2'000'000);
        case ThousandthPerSecond: return 1'000'000 + below(500'000);
        case Percent: return below(100);
        case Byte: return 200'000'000 + 4096 * below(5000);
        case Second: return info.metric == Metric::Uptime ? (timeNs - start) / second : below(2);
        case Count: return below(300);
        }
        return 0;
    }

    std::mt19937_64 m_random{1};
};

Result<void> tidy(Journal &journal)
{
    for (;;) {
        const auto more = journal.tidy();
        if (!more)
            return Failure(more.error());
        if (!*more)
            return {};
    }
}

Result<void> fill(Journal &journal, std::int64_t end, std::int64_t interval)
{
    constexpr int batch = 60; // the agent commits each sample; the file becomes the same
    Source source;
    for (std::int64_t at = start; at < end;) {
        auto done = journal.begin(false);
        for (int i = 0; done && i < batch && at < end; ++i, at += interval)
            done = journal.append(source.at(at));
        if (done)
            done = journal.commit();
        if (done)
            done = tidy(journal);
        if (!done)
            return done;
    }
    return {};
}

double msSince(std::chrono::steady_clock::time_point began)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
}

struct Query
{
    double ms = 0;
    qint64 rows = 0;
};

/// The last day with all series: 1440 minutes.
Result<Query> queryOfADay(const Journal &journal, std::int64_t end)
{
    const auto began = std::chrono::steady_clock::now();
    const auto minutes = journal.rollups(Resolution::Minute, end - day, end, 1'000'000);
    if (!minutes)
        return Failure(minutes.error());
    return Query{msSince(began), static_cast<qint64>(minutes->size())};
}

qint64 octetsOf(const QTemporaryDir &directory)
{
    qint64 sum = 0;
    for (const char *part : {"journal.db", "journal.db-wal", "journal.db-shm"})
        sum += QFileInfo(directory.filePath(part)).size();
    return sum;
}

Result<QJsonObject> measure(double days, double interval, int runs, double rawDays)
{
    const QTemporaryDir directory;
    const std::string path = directory.filePath("journal.db").toStdString();
    Journal::Limits limits;
    if (rawDays > 0)
        limits.samples.raw = Duration(static_cast<std::int64_t>(rawDays * day));
    const auto journal = Journal::open(path, "bench", limits);
    if (!journal)
        return Failure(journal.error());
    const std::int64_t end = start + static_cast<std::int64_t>(days * day);
    const auto began = std::chrono::steady_clock::now();
    if (const auto filled = fill(**journal, end, static_cast<std::int64_t>(interval * second)); !filled)
        return Failure(filled.error());
    const double fillMs = msSince(began);
    QJsonArray times;
    Query query;
    for (int run = 0; run < runs; ++run) {
        const auto fresh = Journal::join(path, "bench", limits); // its page cache is empty
        const auto one = fresh ? queryOfADay(**fresh, end) : Result<Query>(Failure(fresh.error()));
        if (!one)
            return Failure(one.error());
        query = *one;
        times.append(one->ms);
    }
    const auto raw = (*journal)->samples(0, 1'000'000'000);
    const auto minutes = (*journal)->rollups(Resolution::Minute, 0, end, 1'000'000'000);
    return QJsonObject{{"bytes", octetsOf(directory)},
                       {"query_ms", times},
                       {"query_rows", query.rows},
                       {"days", days},
                       {"interval_s", interval},
                       {"series", static_cast<qint64>(seriesOf(Source().at(start)).size())},
                       {"raw_samples", raw ? static_cast<qint64>(raw->size()) : 0},
                       {"minutes", minutes ? static_cast<qint64>(minutes->size()) : 0},
                       {"fill_ms", fillMs}};
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{"days", "How many days of samples.", "N", "30"},
                       {"interval", "Seconds between two samples.", "SECONDS", "2"},
                       {"runs", "How often the day is asked for.", "N", "30"},
                       {"raw-days", "Keep raw samples for so long; 0: as the agent does.", "N", "0"}});
    if (!parser.parse(QCoreApplication::arguments())) {
        std::fprintf(stderr, "tandem-journalbench: %s\n", qPrintable(parser.errorText()));
        return 2;
    }
    if (parser.isSet("help")) {
        std::fputs(qPrintable(parser.helpText()), stdout);
        return 0;
    }
    const auto result = measure(parser.value("days").toDouble(), parser.value("interval").toDouble(),
                                parser.value("runs").toInt(), parser.value("raw-days").toDouble());
    if (!result) {
        std::fprintf(stderr, "tandem-journalbench: %s\n", describe(result.error()).c_str());
        return 3;
    }
    std::printf("%s\n", QJsonDocument(*result).toJson(QJsonDocument::Compact).constData());
    return 0;
}
