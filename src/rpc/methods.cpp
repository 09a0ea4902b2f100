// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/methods.h"

#include <QJsonValue>
#include <algorithm>
#include <array>

namespace tandem::rpc {

namespace {

constexpr Param helloParams[] = {
    {"protocol", ParamType::Integer, true}, {"version", ParamType::Text, false}, {"node", ParamType::Text, false}};
constexpr Param eventsParams[] = {{"since", ParamType::Integer, false}, {"limit", ParamType::Integer, false}};
constexpr Param samplesParams[] = {{"since_ns", ParamType::Integer, false},
                                   {"until_ns", ParamType::Integer, false},
                                   {"limit", ParamType::Integer, false},
                                   {"resolution", ParamType::Text, false},
                                   {"metrics", ParamType::Text, false}};
constexpr Param subscribeParams[] = {{"events_since", ParamType::Integer, false},
                                     {"samples_since_ns", ParamType::Integer, false},
                                     {"metrics", ParamType::Text, false},
                                     {"status", ParamType::Boolean, false}};
constexpr Param clockParams[] = {{"t0_ns", ParamType::Integer, true}};
constexpr Param statusParams[] = {{"node", ParamType::Text, false}};
constexpr Param switchoverParams[] = {{"node", ParamType::Text, true},
                                      {"instance", ParamType::Text, false},
                                      {"cancel", ParamType::Boolean, false},
                                      {"asked_by", ParamType::Text, false}};
constexpr Param maintenanceParams[] = {
    {"node", ParamType::Text, true}, {"on", ParamType::Boolean, true}, {"asked_by", ParamType::Text, false}};
constexpr Param modeParams[] = {{"node", ParamType::Text, true},
                                {"action", ParamType::Text, true},
                                {"for_seconds", ParamType::Integer, false},
                                {"asked_by", ParamType::Text, false}};

constexpr Param addressesParams[] = {{"addresses", ParamType::Text, true}};
constexpr Param probePathsParams[] = {{"router_id", ParamType::Integer, true}};
constexpr Param offerFileParams[] = {{"text", ParamType::Text, true}, {"was", ParamType::Text, true}};
constexpr Param tryFileParams[] = {{"digest", ParamType::Text, true},
                                   {"seconds", ParamType::Integer, true},
                                   {"hold_seconds", ParamType::Integer, false}};
constexpr Param endTrialParams[] = {{"digest", ParamType::Text, true}, {"keep", ParamType::Boolean, true}};
constexpr Param pairOpenParams[] = {{"role", ParamType::Text, false}};
constexpr Param pairParams[] = {{"name", ParamType::Text, true}, {"proof", ParamType::Text, true}};

constexpr Method table[] = {
    {"hello", Role::Stranger, helloParams},
    {"status", Role::Viewer, statusParams},
    {"events", Role::Viewer, eventsParams},
    {"samples", Role::Viewer, samplesParams},
    {"subscribe", Role::Viewer, subscribeParams},
    {"clock", Role::Viewer, clockParams},
    {"failover_readiness", Role::Viewer, statusParams},
    {"switchover", Role::Operator, switchoverParams, true},
    {"maintenance", Role::Operator, maintenanceParams, true},
    {"mode", Role::Operator, modeParams, true},
    {"host_facts", Role::Viewer, {}},
    {"ask_addresses", Role::Operator, addressesParams},
    {"probe_paths", Role::Operator, probePathsParams},
    {"cluster_file", Role::Viewer, {}},
    {"offer_file", Role::Admin, offerFileParams},
    {"try_file", Role::Admin, tryFileParams},
    {"end_trial", Role::Admin, endTrialParams},
    {"pair_open", Role::Admin, pairOpenParams},
    {"pair", Role::Stranger, pairParams},
};

bool hasType(const QJsonValue &value, ParamType type)
{
    switch (type) {
    case ParamType::Integer: {
        // Whole numbers that fit are kept by QJsonValue exactly; anything else gives back the default.
        constexpr qint64 a = 0;
        constexpr qint64 b = 1;
        return value.isDouble() && value.toInteger(a) == value.toInteger(b);
    }
    case ParamType::Boolean: return value.isBool();
    case ParamType::Text: return value.isString();
    }
    return false;
}

const char *articleAndName(ParamType type)
{
    switch (type) {
    case ParamType::Integer: return "a whole number";
    case ParamType::Boolean: return "true or false";
    case ParamType::Text: return "text";
    }
    return "";
}

} // namespace

std::string_view nameOf(ParamType type)
{
    constexpr std::array<std::string_view, 3> names{"integer", "boolean", "text"};
    return names.at(static_cast<std::size_t>(type));
}

std::span<const Method> methods()
{
    return table;
}

const Method *methodNamed(std::string_view name)
{
    const auto found = std::ranges::find(table, name, &Method::name);
    return found == std::end(table) ? nullptr : found;
}

bool mayCall(Role has, Role needed)
{
    if (has == Role::Stranger || needed == Role::Stranger)
        return needed == Role::Stranger;
    if (has == Role::Agent || needed == Role::Agent)
        return has == needed || needed == Role::Viewer;
    return has >= needed;
}

bool mayCall(Role has, const Method &method)
{
    return mayCall(has, method.role) || (has == Role::Agent && method.passedOn);
}

Result<void> checkParams(const Method &method, const QJsonObject &params)
{
    for (const Param &param : method.params) {
        const QJsonValue value = params.value(QLatin1String(param.name.data(), static_cast<int>(param.name.size())));
        const bool missing = value.isUndefined() || value.isNull();
        if (missing && !param.required)
            continue;
        if (missing || !hasType(value, param.type))
            return fail(ErrorCode::BadMessage, {},
                        std::string(method.name) + " needs \"" + std::string(param.name) + "\" to be " +
                            articleAndName(param.type));
    }
    return {};
}

} // namespace tandem::rpc
