// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

#include <set>

namespace tandem::preflight {

namespace {

void askInterface(const View &view, const Host &host, const model::InterfaceFacts &interface, Report &report)
{
    if (interface.manager.empty())
        return report.fine(host.node, "neither systemd-networkd nor NetworkManager sets up " + interface.name);
    if (interface.keepsAddresses)
        return report.fine(host.node, interface.manager + " sets up " + interface.name + " and leaves VIPs alone");
    const bool byTandem = view.cluster.engine == config::EngineKind::Tandemd;
    const bool isNetworkd = interface.manager == "systemd-networkd";
    report.add(byTandem ? Outcome::Note : Outcome::Warning, host.node,
               interface.manager + " sets up " + interface.name + ", and may take VIPs away",
               isNetworkd
                   ? std::string("when it configures the interface again it removes addresses that it did not set") +
                         (byTandem ? "; tandemd puts them back" : "; Keepalived notices and leaves MASTER")
                   : std::string("when a connection is activated again it removes addresses that it did not set") +
                         (byTandem ? "; tandemd puts them back" : "; Keepalived notices and leaves MASTER"),
               isNetworkd ? "KeepConfiguration=static in [Network] of the interface's .network file"
                          : "nmcli device set " + interface.name + " managed no, where it need not be managed");
}

void ask(const View &view, Report &report)
{
    for (const Host &host : view.hosts) {
        if (!host.answers())
            continue;
        std::set<std::string> asked;
        for (const auto &instance : view.cluster.instances)
            for (const auto &address : allAddresses(instance)) {
                const auto *interface = host.interfaceNamed(interfaceOf(instance, address, view.nodeOf(host)));
                if (interface != nullptr && asked.insert(interface->name).second)
                    askInterface(view, host, *interface, report);
            }
    }
}

} // namespace

const Question networkManagers{"PRE011", "nobody takes VIPs away", ask};

} // namespace tandem::preflight
