// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/prober/report.h"

#include <cstdio>

namespace tandem::bench {

namespace {

/// As a JSON string. What a server greets with may hold anything; octets outside of ASCII are escaped one by one.
std::string quoted(const std::string &text)
{
    std::string json = "\"";
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (octet < 0x20 || octet > 0x7e) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", octet);
            json += escaped;
        } else {
            json += c;
        }
    }
    return json + '"';
}

template <class Items, class Write>
std::string joined(const Items &items, Write write)
{
    std::string json;
    for (const auto &item : items) {
        if (!json.empty())
            json += ',';
        json += write(item);
    }
    return json;
}

std::string span(std::int64_t beginNs, std::optional<std::int64_t> endNs)
{
    return "\"begin_ns\":" + std::to_string(beginNs) + ",\"end_ns\":" + (endNs ? std::to_string(*endNs) : "null");
}

} // namespace

std::string toJson(const Section &section)
{
    char gap[32];
    std::snprintf(gap, sizeof gap, "%.3f", static_cast<double>(section.longestGapNs) / 1e6);
    return "{\"section\":" + quoted(section.name) + ',' + span(section.beginNs, section.endNs) +
           ",\"probes\":" + std::to_string(section.probes) + ",\"failed\":" + std::to_string(section.failed) +
           ",\"longest_gap_ms\":" + gap + ",\"outages\":[" +
           joined(section.outages,
                  [](const Outage &outage) { return '{' + span(outage.beginNs, outage.endNs) + '}'; }) +
           "],\"served_by\":[" +
           joined(section.services,
                  [](const Service &service) {
                      return "{\"version_string\":" + quoted(service.versionString) + ',' +
                             span(service.beginNs, service.endNs) + ",\"probes\":" + std::to_string(service.probes) +
                             '}';
                  }) +
           "],\"failures\":{" +
           joined(section.failures,
                  [](const auto &entry) { return quoted(entry.first) + ':' + std::to_string(entry.second); }) +
           "}}";
}

} // namespace tandem::bench
