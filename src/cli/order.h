// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/nodestatus.h"

#include <QJsonObject>
#include <QString>
#include <cstdint>
#include <string>
#include <vector>

namespace tandem::cli {

/// What a person asks of a node.
struct Order
{
    enum class Kind : std::uint8_t { Switchover, CancelSwitchover, MaintenanceOn, MaintenanceOff };
    Kind kind = Kind::Switchover;
    std::string node;
    std::string instance; ///< empty: all; only of switchovers
};

/// As src/rpc/SPEC.md has it.
QString methodOf(const Order &order);
QJsonObject paramsOf(const Order &order);

/// What the agent said when it had done it.
struct OrderResult
{
    std::vector<std::string> instances; ///< those of a switchover
    std::vector<std::string> movedTo;   ///< nodes that took the VIPs before a maintenance
    bool remembered = true;             ///< of maintenance
};

OrderResult orderResultOf(const QJsonObject &answer);

/// Whether the nodes are as ordered. Pure.
struct OrderProgress
{
    bool reached = false;
    std::string text; ///< one sentence: what happened, or what has not yet
};

/// `nodes`: what is known of each; those that are out of reach count for nothing.
OrderProgress progressOf(const Order &order, const OrderResult &result, const std::vector<model::NodeStatus> &nodes);

} // namespace tandem::cli
