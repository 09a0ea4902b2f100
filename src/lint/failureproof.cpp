// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/failureproof.h"

#include "lint/components.h"

#include <algorithm>

namespace tandem::lint {

namespace {

using simulation::Fault;
using simulation::Simulation;

std::vector<Fault> faultsFor(const config::Cluster &cluster)
{
    std::vector<Fault> all;
    for (std::size_t node = 0; node < cluster.nodes.size(); ++node) {
        all.push_back({Fault::Kind::NodeDown, node});
        all.push_back({Fault::Kind::LinkDown, node});
        all.push_back({Fault::Kind::EngineFrozen, node});
        std::size_t watching = 0;
        for (std::size_t check = 0; check < cluster.checks.size(); ++check) {
            all.push_back({Fault::Kind::CheckDown, node, 0, check});
            watching += simulation::watchesMaxScale(cluster.checks[check]) ? 1 : 0;
        }
        if (watching > 1) // with one it is the same as that check
            all.push_back({Fault::Kind::MaxScaleDown, node});
        for (std::size_t other = 0; other < cluster.nodes.size(); ++other) {
            if (other != node)
                all.push_back({Fault::Kind::OneWayLoss, node, other});
        }
    }
    return all;
}

bool isDeaf(const std::vector<Fault> &faults)
{
    return std::ranges::any_of(faults, [](const Fault &fault) { return fault.kind == Fault::Kind::OneWayLoss; });
}

/// One component, all its combinations.
class Trial
{
public:
    Trial(const Component &component, std::size_t stepsLeft, Proof &proof)
        : m_component(component), m_forkSteps(forkSteps(component.cluster)), m_stepsLeft(stepsLeft), m_proof(proof)
    {
    }

    /// The steps that are left.
    std::size_t run()
    {
        Simulation start(m_component.cluster);
        if (!settle(start, {}, 0))
            return 0;
        const auto faults = faultsFor(m_component.cluster);
        for (const auto &first : faults) {
            Simulation one = start;
            one.set(first, true);
            if (!settle(one, {first}, start.steps()))
                return 0;
            for (const auto &second : faults) {
                if (second == first)
                    continue;
                Simulation two = one;
                two.set(second, true);
                if (!settle(two, {first, second}, one.steps()))
                    return 0;
            }
        }
        return m_stepsLeft;
    }

private:
    /// False: no steps are left, and nothing is judged. `before`: the steps of the run that it was forked from.
    bool settle(Simulation &run, const std::vector<Fault> &faults, std::size_t before)
    {
        if (!run.run(run.settlingTime(), m_stepsLeft)) {
            m_proof.complete = false;
            return false;
        }
        m_stepsLeft -= std::min(m_stepsLeft, run.steps() - before + m_forkSteps);
        ++m_proof.combinations;
        judge(run, faults);
        return true;
    }

    void judge(const Simulation &run, const std::vector<Fault> &faults)
    {
        for (std::size_t index = 0; index < m_component.members.size(); ++index) {
            const auto owners = run.ownersOf(index).size();
            if (owners == 1)
                continue;
            bool somebody = false;
            for (std::size_t node = 0; node < m_component.cluster.nodes.size(); ++node)
                somebody = somebody || run.couldOwn(index, node);
            const auto kind = owners > 1 ? Outcome::Kind::TwoOwners
                              : somebody ? Outcome::Kind::NoOwner
                                         : Outcome::Kind::NobodyCan;
            add({kind, m_component.members[index], faultsInCluster(faults), run.timeline()});
        }
    }

    /// With the checks' places in the whole cluster.
    std::vector<Fault> faultsInCluster(std::vector<Fault> faults) const
    {
        for (auto &fault : faults)
            fault.check = fault.kind == Fault::Kind::CheckDown ? m_component.checks[fault.check] : 0;
        return faults;
    }

    void add(Outcome outcome)
    {
        auto &list = outcome.kind == Outcome::Kind::NobodyCan ? m_proof.nobodyCan
                     : isDeaf(outcome.faults)                 ? m_proof.deaf
                                                              : m_proof.failures;
        // The same failures in the other order, or one of them alone, have said it already.
        const bool known = std::ranges::any_of(list, [&](const Outcome &other) {
            return other.kind == outcome.kind && other.instances == outcome.instances &&
                   std::ranges::all_of(other.faults, [&](const Fault &fault) {
                       return std::ranges::find(outcome.faults, fault) != outcome.faults.end();
                   });
        });
        if (!known)
            list.push_back(std::move(outcome));
    }

    /// A copy of a router costs what some wakes of it do, and more the more it tracks.
    static std::size_t forkSteps(const config::Cluster &cluster)
    {
        std::size_t steps = 0;
        for (const auto &instance : cluster.instances)
            steps += cluster.nodes.size() * (1 + instance.tracks.size() / 4);
        return steps;
    }

    const Component &m_component;
    std::size_t m_forkSteps;
    std::size_t m_stepsLeft;
    Proof &m_proof;
};

} // namespace

std::string faultsOf(const Outcome &outcome, const config::Cluster &cluster)
{
    std::string text;
    for (const auto &fault : outcome.faults)
        text += (text.empty() ? "" : ", then ") + simulation::describe(fault, cluster);
    return text.empty() ? "nothing is wrong" : text;
}

Proof proveFailures(const config::Cluster &cluster, std::size_t mostSteps)
{
    Proof proof;
    for (const auto &component : componentsOf(cluster)) {
        mostSteps = Trial(component, mostSteps, proof).run();
        if (!proof.complete)
            break;
    }
    return proof;
}

} // namespace tandem::lint
