// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/health/processcheck.h"

#include "daemon/agent/health/processfinder.h"

#include <utility>

namespace tandem::agent {

namespace {

Observation lookFor(ProcessFinder &finder)
{
    const auto &found = finder.find(BootClock::now());
    if (found.empty())
        return {Observation::Kind::Bad, "no process", "no process \"" + finder.name() + "\""};
    const std::string count = found.size() == 1 ? "1 process" : std::to_string(found.size()) + " processes";
    return {Observation::Kind::Good, "ok",
            count + " \"" + finder.name() + "\" (first pid " + std::to_string(found.front()) + ")"};
}

} // namespace

ProcessCheck::ProcessCheck(const config::Check &check, QObject *parent, Clock clock, const std::string &procDirectory)
    : PeriodicCheck(check, parent, std::move(clock)),
      m_finder(std::make_shared<ProcessFinder>(check.process, procDirectory))
{
    connect(&m_errand, &Errand::done, this, [this](const Observation &observation) { answered(observation); });
}

void ProcessCheck::probe()
{
    m_errand.run([finder = m_finder] { return lookFor(*finder); });
}

std::string ProcessCheck::hindrance() const
{
    return m_errand.isBusy() ? "/proc has not been read yet" : std::string();
}

} // namespace tandem::agent
