// SPDX-License-Identifier: GPL-3.0-or-later
// A log of anybody: its events are in the order of their times, numbered without gaps for each node.
#include "keepalived/logreader.h"

#include <cstdint>
#include <cstdlib>
#include <map>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace std::chrono;
    tandem::keepalived::LogOptions options;
    options.today = year_month_day{2026y, November, day(23)};
    const auto history = tandem::keepalived::readLog({reinterpret_cast<const char *>(data), size}, options);
    std::int64_t newest = INT64_MIN;
    std::map<std::string, std::uint64_t> numbers;
    for (const auto &event : history.events) {
        if (event.timeNs < newest || event.seq != ++numbers[event.node] || event.node.empty())
            std::abort();
        newest = event.timeNs;
    }
    return 0;
}
