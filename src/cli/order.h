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

/// What the agent said when it had done it, and what the node was MASTER of before.
struct OrderResult
{
    std::vector<std::string> instances; ///< those of a switchover
    std::vector<std::string> movedTo;   ///< nodes that took the VIPs before a maintenance
    bool remembered = true;             ///< of maintenance
    std::vector<std::string> heldBefore;
};

std::vector<std::string> mastersOn(const model::NodeStatus &node);
OrderResult orderResultOf(const QJsonObject &answer);

/// Whether the nodes are as ordered. Pure.
struct OrderProgress
{
    bool reached = false;
    bool mayBe = false; ///< it is as ordered, as far as those in reach tell: enough when the time is over
    std::string text;   ///< one sentence: what happened, or what has not yet
};

/// `nodes`: what is known of each; those that are out of reach count for nothing.
OrderProgress progressOf(const Order &order, const OrderResult &result, const std::vector<model::NodeStatus> &nodes);

} // namespace tandem::cli
