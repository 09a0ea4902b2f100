// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/factsjson.h"

#include "rpc/jsonvalues.h"
#include "rpc/objectreader.h"

#include <utility>

namespace tandem::rpc {

namespace {

Result<model::InterfaceFacts> interfaceFromJson(const QJsonObject &object)
{
    model::InterfaceFacts interface;
    ObjectReader in(object, "interface");
    in.require("name");
    in.text("name", interface.name);
    in.boolean("up", interface.up);
    in.text("mac", interface.mac);
    in.strings("addresses", interface.addresses);
    in.text("manager", interface.manager);
    in.boolean("keeps_addresses", interface.keepsAddresses);
    in.integer("rp_filter", interface.rpFilter);
    in.integer("arp_ignore", interface.arpIgnore);
    return in.finish(std::move(interface));
}

Result<model::HeardRouter> heardFromJson(const QJsonObject &object)
{
    model::HeardRouter router;
    ObjectReader in(object, "heard router");
    in.text("interface", router.interface);
    in.integer("router_id", router.routerId);
    in.text("sender", router.sender);
    in.boolean("probe", router.isProbe);
    return in.finish(std::move(router));
}

} // namespace

QJsonObject toJson(const model::InterfaceFacts &interface)
{
    return {{"name", text(interface.name)},
            {"up", interface.up},
            {"mac", text(interface.mac)},
            {"addresses", strings(interface.addresses)},
            {"manager", text(interface.manager)},
            {"keeps_addresses", interface.keepsAddresses},
            {"rp_filter", orNull(interface.rpFilter)},
            {"arp_ignore", orNull(interface.arpIgnore)}};
}

QJsonObject toJson(const model::HeardRouter &router)
{
    return {{"interface", text(router.interface)},
            {"router_id", number(router.routerId)},
            {"sender", text(router.sender)},
            {"probe", router.isProbe}};
}

QJsonObject toJson(const model::HostFacts &facts)
{
    QJsonArray keepalived;
    for (const auto pid : facts.keepalived)
        keepalived.append(number(pid));
    return {{"node", text(facts.node)},
            {"helper_version", text(facts.helperVersion)},
            {"engine_version", text(facts.engineVersion)},
            {"cluster_file", text(facts.clusterFile)},
            {"nonlocal_bind", orNull(facts.nonlocalBind)},
            {"keepalived", keepalived},
            {"interfaces", objects(facts.interfaces)},
            {"heard", objects(facts.heard)},
            {"may_write_mode", orNull(facts.mayWriteMode)},
            {"writer_trouble", text(facts.writerTrouble)}};
}

QJsonObject toJson(const model::AddressAnswer &answer)
{
    return {{"address", text(answer.address)},
            {"state", text(nameOf(answer.state))},
            {"mac", text(answer.mac)},
            {"why", text(answer.why)}};
}

Result<model::HostFacts> hostFactsFromJson(const QJsonObject &object)
{
    model::HostFacts facts;
    ObjectReader in(object, "host facts");
    in.require("node");
    in.text("node", facts.node);
    in.text("helper_version", facts.helperVersion);
    in.text("engine_version", facts.engineVersion);
    in.text("cluster_file", facts.clusterFile);
    in.boolean("nonlocal_bind", facts.nonlocalBind);
    in.integers("keepalived", facts.keepalived);
    in.list("interfaces", facts.interfaces, interfaceFromJson);
    in.list("heard", facts.heard, heardFromJson);
    in.boolean("may_write_mode", facts.mayWriteMode);
    in.text("writer_trouble", facts.writerTrouble);
    return in.finish(std::move(facts));
}

Result<model::AddressAnswer> addressAnswerFromJson(const QJsonObject &object)
{
    model::AddressAnswer answer;
    ObjectReader in(object, "address");
    in.require("address");
    in.require("state");
    in.text("address", answer.address);
    in.name("state", answer.state, model::addressStateOf);
    in.text("mac", answer.mac);
    in.text("why", answer.why);
    return in.finish(std::move(answer));
}

} // namespace tandem::rpc
