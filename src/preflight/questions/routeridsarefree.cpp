// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

#include <algorithm>

namespace tandem::preflight {

namespace {

bool isNode(const View &view, const std::string &sender)
{
    return std::ranges::any_of(view.cluster.nodes, [&](const config::Node &node) {
        return node.address.toString() == sender || (node.address6 && node.address6->toString() == sender);
    });
}

/// The instance that would meet that router, or none.
const config::Instance *metBy(const View &view, const Host &host, const model::HeardRouter &router)
{
    const auto sender = IpAddress::parse(router.sender);
    for (const auto &instance : view.cluster.instances)
        if (instance.virtualRouterId.value() == router.routerId &&
            instance.interfaceOn(view.nodeOf(host)) == router.interface && sender &&
            sender->family() == instance.family())
            return &instance;
    return nullptr;
}

void askHost(const View &view, const Host &host, Report &report)
{
    std::string others;
    bool isMet = false;
    for (const auto &router : host.facts->heard) {
        if (router.isProbe || isNode(view, router.sender))
            continue;
        const auto *instance = metBy(view, host, router);
        const std::string id = std::to_string(router.routerId);
        if (instance != nullptr) {
            isMet = true;
            report.add(Outcome::Error, host.node,
                       router.sender + " speaks for router id " + id + " on " + router.interface +
                           ", which is that of " + instance->name,
                       "both take the other for their peer, and the VIPs go to whoever has the higher priority",
                       "give " + instance->name + " a router id that nobody has");
        } else {
            others += (others.empty() ? "" : ", ") + id + " (" + router.sender + ")";
        }
    }
    if (host.facts->engineVersion.empty())
        report.notKnown(host.node, "no tandemd listens here to what else is on the wire", "start it");
    else if (!others.empty())
        report.fine(host.node, "other router ids on the wire: " + others);
    else if (!isMet)
        report.fine(host.node, "no other VRRP router was heard in the last three minutes");
}

void ask(const View &view, Report &report)
{
    for (const Host &host : view.hosts)
        if (host.answers())
            askHost(view, host, report);
}

} // namespace

const Question routerIdsAreFree{"PRE007", "router ids are free", ask};

} // namespace tandem::preflight
