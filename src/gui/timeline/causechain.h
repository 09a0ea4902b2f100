// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"
#include "model/event.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem::gui {

/// Which event explains which. Pure: the engine says the immediate cause (an advert, a check, a timer); the chain joins
/// these statements of several hosts to the story of one failover.
class CauseChain
{
public:
    CauseChain(const std::vector<model::Event> &events, const config::Cluster &cluster);

    /// The event that led to this one; -1: none is known.
    int parentOf(int index) const;
    /// Everything from the first cause to the last consequence, causes before consequences, the event itself included;
    /// at most `most`.
    std::vector<int> storyOf(int index, std::size_t most = 14) const;

private:
    int latest(int before, std::int64_t withinNs,
               bool (*fits)(const model::Event &candidate, const model::Event &event)) const;
    int stateParent(int index) const;
    std::vector<int> inOrder(std::vector<int> story) const;
    std::string senderOf(const model::Event &event) const;

    const std::vector<model::Event> &m_events;
    const config::Cluster &m_cluster;
};

/// How long a VIP had no owner within a story, and what the time went into.
struct Outage
{
    struct Step
    {
        enum class Kind : std::uint8_t { Decide, Elect, Take } kind = Kind::Decide;
        std::int64_t ns = 0;
    };
    std::string vip;
    std::int64_t beginNs = 0;
    std::int64_t endNs = 0;
    std::vector<Step> steps;
    std::int64_t lengthNs() const { return endNs - beginNs; }
};

/// By the nodes' own words: from the release of the VIP (or, without one, the old MASTER's leaving) to the new owner's
/// holding it. Nothing where the story has no such move.
std::optional<Outage> outageOf(const std::vector<model::Event> &events, const std::vector<int> &story);

/// The latest stretch of time in which something happened: what a person wants to see first.
struct Episode
{
    std::int64_t beginNs = 0;
    std::int64_t endNs = 0;
    int headline = -1; ///< the event that matters most in it; -1: there are no events
};
Episode latestEpisode(const std::vector<model::Event> &events, std::int64_t quietNs = 20'000'000'000);

} // namespace tandem::gui
