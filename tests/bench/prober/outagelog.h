// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem::bench {

/// How one probe ended.
struct ProbeResult
{
    std::uint64_t number = 0;  ///< counted from 0 in the order of starting, without gaps
    std::int64_t startNs = 0;  ///< wall clock
    std::string versionString; ///< who greeted, where somebody did
    std::string failure;       ///< empty: good. Else "refused", "no greeting", …
};

/// From the start of the first bad probe to the start of the next good one.
struct Outage
{
    std::int64_t beginNs = 0;
    std::optional<std::int64_t> endNs; ///< nothing: it was not over when the section ended

    bool operator==(const Outage &) const = default;
};

/// Who greeted, from its first to its last good probe in a row.
struct Service
{
    std::string versionString;
    std::int64_t beginNs = 0;
    std::int64_t endNs = 0;
    std::int64_t probes = 0;

    bool operator==(const Service &) const = default;
};

/// What a client saw between two marks.
struct Section
{
    std::string name;
    std::int64_t beginNs = 0; ///< start of its first probe
    std::int64_t endNs = 0;   ///< start of its last probe
    std::int64_t probes = 0;
    std::int64_t failed = 0;
    std::int64_t longestGapNs = 0; ///< between the starts of two probes: what the prober itself was late
    std::vector<Outage> outages;
    std::vector<Service> services;
    std::map<std::string, std::int64_t> failures;
};

/// Puts probes back in the order in which they started and tells outages. Pure.
class OutageLog
{
public:
    /// Probes end in any order; each number once.
    void add(ProbeResult result);

    /// The probes numbered below `firstOfNext` and not yet in a section make up a section, once all of them ended.
    void mark(std::string name, std::uint64_t firstOfNext);

    /// Sections that are complete, each returned once.
    std::vector<Section> takeSections();

private:
    struct Mark
    {
        std::string name;
        std::uint64_t firstOfNext = 0;
    };

    void advance();
    void count(const ProbeResult &result);
    void close(const std::string &name);

    std::map<std::uint64_t, ProbeResult> m_waiting; ///< ended before an earlier one did
    std::uint64_t m_next = 0;
    std::vector<Mark> m_marks;
    Section m_section;
    std::optional<std::int64_t> m_lastStartNs;
    std::vector<Section> m_complete;
};

} // namespace tandem::bench
