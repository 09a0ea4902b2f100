// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulation/fault.h"

namespace tandem::simulation {

std::string describe(const Fault &fault, const config::Cluster &cluster)
{
    const std::string &node = cluster.nodes.at(fault.node).name;
    switch (fault.kind) {
    case Fault::Kind::NodeDown: return node + " is off";
    case Fault::Kind::LinkDown: return node + " has no link";
    case Fault::Kind::EngineFrozen: return "engine and guard of " + node + " are frozen";
    case Fault::Kind::CheckDown: return "check " + cluster.checks.at(fault.check).name + " fails on " + node;
    case Fault::Kind::MaxScaleDown: return "MaxScale of " + node + " is down";
    case Fault::Kind::OneWayLoss: return "nothing from " + node + " reaches " + cluster.nodes.at(fault.other).name;
    }
    return {};
}

bool watchesMaxScale(const config::Check &check)
{
    using config::CheckKind;
    const bool here = check.host == *IpAddress::parse("127.0.0.1") || check.host == *IpAddress::parse("::1");
    return check.kind == CheckKind::MaxScale || (check.kind == CheckKind::Process && check.process == "maxscale") ||
           (check.kind == CheckKind::Tcp && here);
}

} // namespace tandem::simulation
