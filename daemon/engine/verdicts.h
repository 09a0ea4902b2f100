// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "vrrp/effects.h"

#include <map>
#include <optional>
#include <string>

namespace tandem::engine {

/// The agent's verdicts by check. One that is not renewed goes stale: it still stands, and that is told once.
class Verdicts
{
public:
    struct Entry
    {
        vrrp::Verdict verdict = vrrp::Verdict::Unknown;
        std::string evidence;
        Instant validUntil{};
        bool stale = false;
    };
    /// What hearing a verdict changed.
    struct Change
    {
        bool verdict = false; ///< it is another one than before
        bool revived = false; ///< it was stale
    };

    /// Only checks that are tracked have an entry, so that the agent cannot fill the memory.
    void track(const std::string &check) { m_entries.try_emplace(check); }
    std::optional<Change> hear(const std::string &check, vrrp::Verdict verdict, const std::string &evidence,
                               Instant now, Duration validFor)
    {
        const auto found = m_entries.find(check);
        if (found == m_entries.end())
            return std::nullopt;
        Entry &entry = found->second;
        const Change change{entry.verdict != verdict, entry.stale};
        entry.verdict = verdict;
        entry.evidence = evidence; // the same text again takes no memory
        entry.validUntil = now + validFor;
        entry.stale = false;
        return change;
    }
    const Entry *find(const std::string &check) const
    {
        const auto found = m_entries.find(check);
        return found == m_entries.end() ? nullptr : &found->second;
    }
    std::optional<Instant> deadline() const
    {
        std::optional<Instant> first;
        for (const auto &[check, entry] : m_entries) {
            if (entry.verdict != vrrp::Verdict::Unknown && !entry.stale && (!first || entry.validUntil < *first))
                first = entry.validUntil;
        }
        return first;
    }
    /// Calls `tell(check)` for each that went stale.
    template <class Tell>
    void expire(Instant now, Tell &&tell)
    {
        for (auto &[check, entry] : m_entries) {
            if (entry.verdict == vrrp::Verdict::Unknown || entry.stale || entry.validUntil > now)
                continue;
            entry.stale = true;
            tell(check);
        }
    }

private:
    std::map<std::string, Entry> m_entries;
};

} // namespace tandem::engine
